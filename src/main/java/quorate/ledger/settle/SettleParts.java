package quorate.ledger.settle;

import io.vertx.core.Future;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import quorate.ledger.live.Ledger;
import quorate.task.TaskId;
import quorate.wire.Bus;
import quorate.wire.Keys;
import quorate.wire.Proof;

/**
 * What settling needs of its node.
 *
 * @param proofs the kept proof of a task's verdict; the whole cluster has them
 * @param holds whether a proof holds; costs some milliseconds, called on worker threads
 * @param keys of the node: it vouches with them, and what it hands in is in its name
 */
public record SettleParts(
    Bus bus,
    Ledger ledger,
    Function<TaskId, Future<Optional<Proof>>> proofs,
    Predicate<Proof> holds,
    Keys keys,
    Clock clock) {}
