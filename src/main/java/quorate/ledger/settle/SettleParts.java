package quorate.ledger.settle;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import quorate.ledger.live.Ledger;
import quorate.ledger.state.EscrowId;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.wire.Bus;
import quorate.wire.Keys;
import quorate.wire.Proof;

/**
 * What settling needs of its node.
 *
 * @param proofs the kept proof of a task's verdict; the whole cluster has them
 * @param judge whom a proof shows contradicted, in order, each once; empty when it does not hold.
 *     Costs some milliseconds, called on worker threads
 * @param paid is told which tasks are seen paid, by whomever
 * @param keys of the node: it vouches with them, and what it hands in is in its name
 * @param millis a count of milliseconds that only goes on: a wall clock that was put back would
 *     hold up all that waits
 */
public record SettleParts(
    Bus bus,
    Ledger ledger,
    Function<TaskId, Future<Optional<Proof>>> proofs,
    Function<Proof, Optional<List<NodeId>>> judge,
    Paid paid,
    Keys keys,
    LongSupplier millis) {
  /** Is told of tasks that are paid. */
  @FunctionalInterface
  public interface Paid {
    /**
     * These are.
     *
     * @param height by which they were
     */
    void at(EscrowId escrow, List<TaskId> tasks, long height);
  }
}
