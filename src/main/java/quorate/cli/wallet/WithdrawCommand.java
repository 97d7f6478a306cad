package quorate.cli.wallet;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import quorate.cli.Exit;
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
import quorate.task.Digest;
import quorate.wire.Keys;

/** What has become a node's own goes to its balance. */
@Command(
    name = "withdraw",
    description = {
      "Move what has vested of a node's pay, and unbonded of its stake, to its balance.",
      "What has vested comes by itself with the node's next payment: this is for a node that is",
      "paid no more. The wallet is that of the node's key: see quorate wallet import."
    },
    footer = {
      "",
      "Example:",
      "  quorate wallet withdraw earnings --server http://127.0.0.1:7070",
      "",
      "The exit code is 0 when it is final; 10 when it is not yet; 1 when there is nothing to",
      "withdraw, or the balance does not cover the fee; 3 when no node answers."
    })
final class WithdrawCommand implements Callable<Integer> {
  private static final int WAIT_SECONDS = 60;

  @Mixin private final Output output = new Output();
  @Mixin private final Wallets wallets = new Wallets();
  @Mixin private final Passphrase passphrase = new Passphrase();
  @Mixin private final LedgerServer server = new LedgerServer();

  @Parameters(paramLabel = "NAME", description = "The wallet of the node's key.")
  private String name = "";

  @Override
  public Integer call() {
    return server.talk(this::withdraw);
  }

  private Integer withdraw(Line line) {
    AccountId account = wallets.account(name);
    JsonObject known = line.get("/v1/ledger");
    Digest chain = LedgerData.orFail(() -> Digest.ofHex(known.getString("chain", "")));
    long fee = known.getJsonObject("fees", new JsonObject()).getLong("stake", 0L);
    JsonObject has = line.get("/v1/ledger/accounts/" + Address.of(account));
    Keys keys = wallets.open(name, passphrase);
    Transaction transaction =
        new Transaction(account, has.getLong("nonce", 0L), fee, new Operation.Withdraw());
    SignedTransaction signed = SignedTransaction.of(transaction, chain, keys);
    Answer answer = line.handIn(chain, signed, WAIT_SECONDS);
    if (answer.status() != 200 && answer.status() != 202) {
      throw line.refused(answer);
    }
    return shown(signed.id(chain), answer);
  }

  private Integer shown(Digest id, Answer answer) {
    boolean done = answer.status() == 200;
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("id", id.hex());
    facts.put("status", done ? "final" : "pending");
    if (done) {
      facts.put("height", answer.body().getLong("height"));
    }
    output.show(facts, "transaction " + id.hex() + ": " + facts.get("status"));
    return done ? Exit.OK : Exit.DEGRADED;
  }
}
