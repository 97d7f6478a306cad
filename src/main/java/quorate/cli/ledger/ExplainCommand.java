package quorate.cli.ledger;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quorate.cli.Exit;
import quorate.cli.Failure;
import quorate.cli.Output;
import quorate.ledger.audit.StoredState;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Address;
import quorate.ledger.state.Explanation;
import quorate.node.ledger.LedgerShown;
import quorate.task.TaskId;

/** Why a task cost what it did. */
@Command(
    name = "explain",
    description = "Say why each amount of a task was paid, by a running node or by a store.",
    footer = {
      "",
      "Examples:",
      "  quorate ledger explain 0198f2a4-0000-7000-8000-000000000001 --data-dir data",
      "  quorate ledger explain 0198f2a4-0000-7000-8000-000000000001 --owner qr1… \\",
      "      --server http://127.0.0.1:7070"
    })
final class ExplainCommand implements Callable<Integer> {
  @Mixin private final Output output = new Output();
  @Mixin private final LedgerData data = new LedgerData();
  @Mixin private final LedgerServer server = new LedgerServer();

  @Parameters(paramLabel = "TASK", description = "The task's id.")
  private String task = "";

  @Option(
      names = "--owner",
      paramLabel = "ADDRESS",
      description = "The client, where several have a task with this id, or it is forgotten.")
  private @Nullable String owner;

  @Override
  public Integer call() {
    TaskId id = Payments.task(task);
    if (server.given()) {
      return server.talk(line -> asked(line, id));
    }
    return data.read((genesis, store) -> {
      AccountId client = Payments.owner(store, id, owner);
      Explanation explained =
          StoredState.read(store, state -> Explanation.of(state, client, id))
              .orElseThrow(() -> unpaid(id));
      return shown(client, explained);
    });
  }

  private Integer asked(LedgerServer.Line line, TaskId id) {
    AccountId client = owner != null ? Payments.address(owner) : payer(line, id);
    LedgerServer.Answer answer = line.find("/v1/ledger/tasks/" + Address.of(client) + "/" + id);
    if (answer.code().equals("not-recorded")) {
      throw unpaid(id);
    }
    if (answer.status() != 200) {
      throw line.refused(answer);
    }
    return shown(client, LedgerData.orFail(() -> LedgerShown.payment(client, answer.body())));
  }

  /** Whom the task itself names, as long as the network keeps it. */
  private static AccountId payer(LedgerServer.Line line, TaskId id) {
    JsonObject payment =
        line.find("/v1/tasks/" + id).body().getJsonObject("payment", new JsonObject());
    if (!payment.containsKey("key")) {
      throw Failure.usage(
          "the node does not know who pays for task " + id, "name the client with --owner ADDRESS");
    }
    return LedgerData.orFail(() -> AccountId.ofHex(payment.getString("key")));
  }

  private static Failure unpaid(TaskId id) {
    return Failure.failed("task " + id + " of this client was not paid", "");
  }

  private Integer shown(AccountId client, Explanation explained) {
    output.show(LedgerShown.payment(client, explained), String.join("\n", explained.lines()));
    return explained.consistent() ? Exit.OK : Exit.TAMPERED;
  }
}
