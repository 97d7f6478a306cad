package quorate.cli.wallet;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
import quorate.cli.ledger.LedgerServer;
import quorate.cli.ledger.LedgerServer.Answer;
import quorate.cli.ledger.LedgerServer.Line;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Address;
import quorate.ledger.state.Operation;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.Transaction;
import quorate.node.ledger.GenesisFile;
import quorate.task.Digest;
import quorate.wire.Keys;

/** A transfer, signed here and handed in. */
@Command(
    name = "send",
    description = {
      "Pay somebody: sign a transfer here and hand it to a node.",
      "The key never leaves this machine. The node says how the chain is called, what a transfer",
      "costs and which number the account's next transaction has; with --genesis it is held to the",
      "chain that you mean. If its reply is lost, the transfer may be final all the same: look at",
      "the history before you send again."
    },
    footer = {
      "",
      "Examples:",
      "  quorate wallet send savings --to qr1… --amount 500 --server http://127.0.0.1:7070 --wait",
      "  quorate wallet send savings --to qr1… --amount 500 --server https://a.example \\",
      "      --genesis genesis.yaml --output json",
      "",
      "The exit code is 0 when it is final, or handed in without --wait; 10 when it is not final",
      "yet after --wait; 1 when it was refused; 3 when no node answers."
    })
final class SendCommand implements Callable<Integer> {
  private static final int WAIT_SECONDS_MAX = 60;
  private static final int NONCES_MAX = 8;

  @Mixin private final Output output = new Output();
  @Mixin private final Wallets wallets = new Wallets();
  @Mixin private final Passphrase passphrase = new Passphrase();
  @Mixin private final TransferOptions options = new TransferOptions();
  @Mixin private final LedgerServer server = new LedgerServer();

  @Parameters(paramLabel = "NAME", description = "The wallet that pays.")
  private String name = "";

  @Option(
      names = "--genesis",
      paramLabel = "FILE",
      description = "The genesis of the chain that you mean; a node of another one gets nothing.")
  private @Nullable Path genesis;

  @Option(
      names = "--wait",
      arity = "0..1",
      fallbackValue = "60",
      paramLabel = "SECONDS",
      description = "Wait until it is final, for at most so long (60).")
  private int wait;

  /** What the node says of the chain. */
  private record Known(Digest chain, String name, long fee) {}

  @Override
  public Integer call() {
    Operation.Transfer transfer = options.transfer();
    if (wait < 0 || wait > WAIT_SECONDS_MAX) {
      throw Failure.usage("--wait is from 0 to " + WAIT_SECONDS_MAX + " seconds", "");
    }
    return server.talk(line -> {
      AccountId payer = wallets.account(name);
      Known known = known(line);
      long nonce = next(line, payer, known);
      Keys keys = wallets.open(name, passphrase);
      return send(line, known, payer, transfer, nonce, keys);
    });
  }

  private Known known(Line line) {
    JsonObject chain = line.get("/v1/ledger");
    Digest digest = LedgerData.orFail(() -> Digest.ofHex(chain.getString("chain", "")));
    Path meant = genesis;
    if (meant != null) {
      Digest expected = LedgerData.orFail(() -> GenesisFile.read(meant)).chain();
      if (!expected.equals(digest)) {
        throw Failure.failed(
            "the node keeps another chain: %s (%s), and the genesis is that of %s"
                .formatted(digest.hex(), chain.getString("name"), expected.hex()),
            "name a node of your chain with --server");
      }
    }
    long fee = chain.getJsonObject("fees", new JsonObject()).getLong("transfer", 0L);
    return new Known(digest, chain.getString("name", ""), fee);
  }

  /** The account's next number, if it can pay: before a passphrase is asked for in vain. */
  private long next(Line line, AccountId payer, Known known) {
    JsonObject account = line.get("/v1/ledger/accounts/" + Address.of(payer));
    long balance = account.getLong("balance", 0L);
    if (balance - known.fee() < options.amount()) {
      throw Failure.failed(
          "the wallet %s has %d credits, and this costs %d with its fee of %d"
              .formatted(name, balance, options.amount() + known.fee(), known.fee()),
          "send less, or wait until somebody pays you");
    }
    return account.getLong("nonce", 0L);
  }

  /**
   * Hands it in. Where its number is another transaction's, it was refused for good, and is signed
   * with the next number; in no other case is it signed again, or it might be paid twice.
   */
  private Integer send(
      Line line, Known known, AccountId payer, Operation transfer, long first, Keys keys) {
    long nonce = first;
    for (int tries = 0; tries < NONCES_MAX; tries++) {
      SignedTransaction signed = signed(known, payer, transfer, nonce, keys);
      output.err().println("handing in transaction " + signed.id(known.chain()).hex());
      output.err().flush();
      Answer answer = handIn(line, known, signed);
      switch (answer.reason()) {
        case "NONCE_TAKEN" -> nonce++;
        case "NONCE_USED" -> nonce = Math.max(nonce + 1, next(line, payer, known));
        default -> {
          return shown(line, known, signed, answer);
        }
      }
    }
    throw Failure.failed(
        "other transactions of the wallet " + name + " take every number first",
        "send from one place at a time");
  }

  private SignedTransaction signed(
      Known known, AccountId payer, Operation transfer, long nonce, Keys keys) {
    return SignedTransaction.of(
        new Transaction(payer, nonce, known.fee(), transfer), known.chain(), keys);
  }

  /** The same one may be handed in as often as one likes: it is executed once. */
  private Answer handIn(Line line, Known known, SignedTransaction signed) {
    Answer answer = line.handIn(known.chain(), signed, wait);
    boolean crowded = answer.status() == 429 || answer.status() == 503;
    return crowded ? line.handIn(known.chain(), signed, wait) : answer;
  }

  private Integer shown(Line line, Known known, SignedTransaction signed, Answer answer) {
    if (answer.status() != 200 && answer.status() != 202) {
      throw line.refused(answer);
    }
    boolean done = answer.status() == 200;
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("id", signed.id(known.chain()).hex());
    facts.put("status", done ? "final" : "pending");
    if (done) {
      facts.put("height", answer.body().getLong("height"));
    }
    facts.put("chain", known.chain().hex());
    facts.put("from", Address.of(signed.transaction().sender()));
    facts.put("to", options.to());
    facts.put("amount", options.amount());
    facts.put("fee", signed.transaction().fee());
    facts.put("nonce", signed.transaction().nonce());
    String end = done ? "final at height " + facts.get("height") : "handed in, not final yet";
    output.show(
        facts,
        "%d credits to %s: %s%ntransaction %s, fee %d, chain %s"
            .formatted(
                options.amount(),
                options.to(),
                end,
                facts.get("id"),
                signed.transaction().fee(),
                known.name()));
    return done || wait == 0 ? Exit.OK : Exit.DEGRADED;
  }
}
