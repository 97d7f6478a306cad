package quorate.node.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import quorate.consensus.Diligence;
import quorate.dispatch.Reliance;
import quorate.gateway.Levels;
import quorate.task.Digest;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.trust.Confidence;
import quorate.trust.Rating;
import quorate.trust.Trust;
import quorate.trust.TrustInput;
import quorate.trust.TrustOrder;
import quorate.trust.TrustPolicy;
import quorate.wire.Bus;
import quorate.wire.Keys;

/**
 * This node's view of trust, for the rooms that ask it. They run on several threads and each asks
 * for a moment; one at a time is let in.
 */
public final class TrustKeeper implements Diligence, Reliance, Levels {
  private final Trust trust;
  private final Clock clock;
  private final TrustFile file;
  private Consumer<NodeId> door = banned -> {};

  private TrustKeeper(Trust trust, TrustFile file, Clock clock) {
    this.trust = trust;
    this.file = file;
    this.clock = clock;
  }

  /**
   * The view of a node, as it was when it was kept last.
   *
   * @throws IOException when the data directory cannot be read
   */
  public static TrustKeeper open(Keys keys, TrustPolicy policy, Path dataDir, Clock clock)
      throws IOException {
    Trust trust = new Trust(keys.id(), Digest.of(keys.secret()).value(), policy);
    TrustFile file = TrustFile.in(dataDir, keys.id());
    file.load().ifPresent(trust::restore);
    return new TrustKeeper(trust, file, clock);
  }

  /** What is to be deployed for it. */
  public TrustVerticle verticle(Bus bus) {
    return new TrustVerticle(bus, this, file, clock);
  }

  /**
   * Names whom it has banned, those of before the last start too, and from now on whomever it bans.
   *
   * @param newDoor called on any thread; must not wait
   */
  public synchronized void keepOut(Consumer<NodeId> newDoor) {
    door = newDoor;
    trust.banned().forEach(door);
  }

  synchronized List<TrustOrder> feed(TrustInput input) {
    List<TrustOrder> orders = trust.on(input);
    for (TrustOrder order : orders) {
      if (order instanceof TrustOrder.Banned(var who)) {
        door.accept(who.node());
      }
    }
    return orders;
  }

  /** What is read of it in one go. */
  public synchronized <T> T read(Function<Trust, T> reader) {
    return reader.apply(trust);
  }

  @Override
  public synchronized int more(
      Task task, List<NodeId> agreed, List<NodeId> dissent, long nowMillis) {
    return trust.more(task, agreed, dissent, nowMillis);
  }

  @Override
  public boolean mayAnswerAlone(NodeId node, ModelId model) {
    return rating(node, model) == Rating.TRUSTED;
  }

  @Override
  public boolean barred(NodeId node, ModelId model) {
    return rating(node, model) == Rating.BANNED;
  }

  private synchronized Rating rating(NodeId node, ModelId model) {
    return trust.rating(node, model, clock.millis());
  }

  @Override
  public synchronized int replicas(ModelId model, TaskId task, int nodes) {
    return trust.replicas(model, task, nodes);
  }

  @Override
  public int quorum(int confidence) {
    return Confidence.quorum(confidence);
  }

  @Override
  public int confidenceMax() {
    return Confidence.most();
  }
}
