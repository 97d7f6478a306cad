package quorate.node;

import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import quorate.task.NodeId;
import quorate.wire.Message.ModelOffer;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Message.Standing;

/**
 * What a node tells of itself, as it is now.
 *
 * @param address its HTTP address
 * @param slots how many tasks it wants at once
 * @param busy how many it has
 * @param viewers how many browsers watch the map through it
 */
public record Presence(
    NodeConfig.Node config,
    NodeId self,
    String address,
    long startedAtMillis,
    Supplier<Standing> standing,
    Supplier<List<ModelOffer>> models,
    IntSupplier slots,
    IntSupplier busy,
    IntSupplier viewers) {
  /** The fact to tell. */
  NodeSeen now() {
    return new NodeSeen(
        config.nameOr(self),
        config.operatorOr(self),
        config.place(),
        address,
        standing.get(),
        models.get(),
        slots.getAsInt(),
        busy.getAsInt(),
        viewers.getAsInt(),
        startedAtMillis);
  }

  /** The last fact: it takes no more. */
  NodeSeen leaving() {
    NodeSeen now = now();
    return new NodeSeen(
        now.name(),
        now.operator(),
        now.place(),
        now.address(),
        Standing.DRAINING,
        now.models(),
        0,
        now.busy(),
        now.viewers(),
        now.startedAtMillis());
  }
}
