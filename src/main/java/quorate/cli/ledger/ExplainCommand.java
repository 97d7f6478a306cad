package quorate.cli.ledger;

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
import quorate.ledger.state.Explanation;
import quorate.node.ledger.LedgerShown;
import quorate.task.TaskId;

/** Why a task cost what it did. */
@Command(
    name = "explain",
    description = "Say why each amount of a task was paid, from the store as it is.",
    footer = {
      "",
      "Example:",
      "  quorate ledger explain 0198f2a4-0000-7000-8000-000000000001 --data-dir data"
    })
final class ExplainCommand implements Callable<Integer> {
  @Mixin private final Output output = new Output();
  @Mixin private final LedgerData data = new LedgerData();

  @Parameters(paramLabel = "TASK", description = "The task's id.")
  private String task = "";

  @Option(
      names = "--owner",
      paramLabel = "ADDRESS",
      description = "The client, where several have a task with this id.")
  private @Nullable String owner;

  @Override
  public Integer call() {
    TaskId id = Payments.task(task);
    return data.read((genesis, store) -> {
      AccountId client = Payments.owner(store, id, owner);
      Explanation explained =
          StoredState.read(store, state -> Explanation.of(state, client, id))
              .orElseThrow(() -> Failure.failed("task " + id + " of this client was not paid", ""));
      output.show(LedgerShown.payment(client, explained), String.join("\n", explained.lines()));
      return explained.consistent() ? Exit.OK : Exit.TAMPERED;
    });
  }
}
