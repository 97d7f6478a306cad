package quorate.cli.wallet;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quorate.cli.Exit;
import quorate.cli.Failure;
import quorate.cli.Output;
import quorate.cli.ledger.LedgerData;
import quorate.ledger.audit.StoredState;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Operation;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.Transaction;
import quorate.ledger.store.LedgerStore;
import quorate.node.ledger.GenesisFile;
import quorate.node.ledger.LedgerFolder;
import quorate.node.ledger.TransactionFile;
import quorate.wire.Keys;

/** A transfer, signed where the key is. */
@Command(
    name = "sign",
    description = {
      "Sign a transfer without a network.",
      "The key never leaves this machine. The file holds for one chain, once: a transfer has the",
      "account's next number, from a store or by --nonce."
    },
    footer = {
      "",
      "Examples:",
      "  quorate wallet sign savings --to qr1… --amount 500 --genesis genesis.yaml --nonce 0",
      "  quorate wallet sign savings --to qr1… --amount 500 --data-dir data --file pay.json"
    })
final class SignCommand implements Callable<Integer> {
  @Mixin private final Output output = new Output();
  @Mixin private final Wallets wallets = new Wallets();
  @Mixin private final Passphrase passphrase = new Passphrase();
  @Mixin private final TransferOptions options = new TransferOptions();

  @Parameters(paramLabel = "NAME", description = "The wallet that pays.")
  private String name = "";

  @Option(names = "--genesis", paramLabel = "FILE", description = "The genesis of the chain.")
  private @Nullable Path genesis;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "A data directory, for its genesis and for the account's next number.")
  private @Nullable Path dir;

  @Option(
      names = "--nonce",
      paramLabel = "NUMBER",
      description = "The transactions that the account has sent so far.")
  private @Nullable Long nonce;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Write to this file, which is not there yet; otherwise print it.")
  private @Nullable Path file;

  @Override
  public Integer call() {
    Operation.Transfer transfer = options.transfer();
    Genesis known = LedgerData.orFail(this::genesis);
    AccountId payer = wallets.account(name);
    long next = LedgerData.orFail(() -> next(known, payer));
    Keys keys = wallets.open(name, passphrase);
    SignedTransaction signed =
        SignedTransaction.of(
            new Transaction(payer, next, known.policy().fees().of(transfer), transfer),
            known.chain(),
            keys);
    show(known, signed);
    return Exit.OK;
  }

  private Genesis genesis() {
    if (genesis != null) {
      return GenesisFile.read(genesis);
    }
    if (dir == null) {
      throw Failure.usage("a signature holds for one chain", "give --genesis or --data-dir");
    }
    return GenesisFile.read(LedgerFolder.genesis(dir));
  }

  private long next(Genesis known, AccountId payer) throws Exception {
    if (nonce != null) {
      if (nonce < 0) {
        throw Failure.usage("--nonce " + nonce + " is negative", "");
      }
      return nonce;
    }
    if (dir == null) {
      throw Failure.usage(
          "the account's next number is not known", "give --nonce, or --data-dir to look it up");
    }
    try (LedgerStore store = LedgerFolder.open(dir, known)) {
      return StoredState.read(store, state -> state.account(payer).nonce());
    }
  }

  private void show(Genesis known, SignedTransaction signed) {
    Map<String, Object> document = new TransactionFile(known.chain(), signed).facts();
    if (file == null) {
      output.show(document, Output.json(document));
      return;
    }
    write(file, Output.json(document));
    document.put("file", file.toString());
    output.show(
        document,
        "wrote %s: %d credits to %s, and a fee of %d"
            .formatted(file, options.amount(), options.to(), signed.transaction().fee()));
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text + "\n", StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw Failure.failed("there is already a file " + file, "choose another").because(e);
    } catch (IOException e) {
      throw Failure.failed("cannot write " + file + ": " + e, "choose another place").because(e);
    }
  }
}
