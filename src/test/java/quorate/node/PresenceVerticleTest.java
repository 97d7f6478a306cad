package quorate.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import quorate.task.NodeId;
import quorate.task.Place;
import quorate.wire.Bus;
import quorate.wire.Keys;
import quorate.wire.Message;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Message.Standing;
import quorate.wire.Note;
import quorate.wire.Received;

class PresenceVerticleTest {
  private static final NodeId SELF = Keys.of(new byte[32]).id();

  private final Vertx vertx = Vertx.vertx();
  private final Told told = new Told();

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  @Test
  void tellsAtOnceThenAgainAndThatItLeaves() throws Exception {
    String id = deploy();
    NodeSeen first = told.next();
    assertThat(first.standing()).isEqualTo(Standing.READY);
    assertThat(first.name()).isEqualTo("north");
    assertThat(first.operator()).isEqualTo(SELF.brief());
    assertThat(first.place()).contains(new Place(53, 13));
    assertThat(first.slots()).isEqualTo(2);
    assertThat(told.next()).isEqualTo(first);
    vertx.undeploy(id).toCompletionStage().toCompletableFuture().get();
    NodeSeen last = told.last();
    assertThat(last.standing()).isEqualTo(Standing.DRAINING);
    assertThat(last.slots()).isZero();
  }

  private String deploy() throws Exception {
    NodeConfig config = ConfigSource.with(Map.of("node.name", "north", "node.place", "52.5,13.4"));
    Presence presence =
        new Presence(
            config.node(),
            SELF,
            "http://127.0.0.1:7070",
            1,
            () -> Standing.READY,
            List::of,
            () -> 2,
            () -> 1,
            () -> 0);
    return vertx
        .deployVerticle(new PresenceVerticle(told, presence))
        .toCompletionStage()
        .toCompletableFuture()
        .get();
  }

  /** Keeps what is told to all. */
  private static final class Told implements Bus {
    private final BlockingQueue<NodeSeen> facts = new LinkedBlockingQueue<>();

    NodeSeen next() throws InterruptedException {
      NodeSeen fact = facts.poll(30, TimeUnit.SECONDS);
      assertThat(fact).isNotNull();
      return Objects.requireNonNull(fact);
    }

    NodeSeen last() {
      return List.copyOf(facts).getLast();
    }

    @Override
    public NodeId self() {
      return SELF;
    }

    @Override
    public void tell(Message message) {
      facts.add((NodeSeen) message);
    }

    @Override
    public void say(NodeId to, Message message) {
      throw new AssertionError("presence is told to all");
    }

    @Override
    public void note(Note note) {
      throw new AssertionError("presence is no note");
    }

    @Override
    public <M extends Message> Hearing hear(Class<M> type, Consumer<Received.Good<M>> handler) {
      return () -> {};
    }

    @Override
    public <N extends Note> Hearing heed(Class<N> type, Consumer<N> handler) {
      return () -> {};
    }
  }
}
