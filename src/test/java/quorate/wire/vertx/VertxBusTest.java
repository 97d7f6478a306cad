package quorate.wire.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import quorate.node.cluster.Cluster;
import quorate.node.cluster.Members;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.wire.Bus;
import quorate.wire.BusContract;
import quorate.wire.Keys;
import quorate.wire.Message;
import quorate.wire.Note;
import quorate.wire.Received.Good;
import quorate.wire.Samples;
import quorate.wire.Voice;

/** The bus between two real members of a cluster: what passes has truly been on the wire. */
@Tag("slow")
class VertxBusTest extends BusContract {
  private static final String NETWORK = "bus-test-" + new SecureRandom().nextLong();

  private static Cluster one;
  private static Cluster two;
  private final List<Reason> refused = new CopyOnWriteArrayList<>();
  private VertxBus alice;
  private VertxBus bob;

  @BeforeAll
  static void join() {
    one = Members.join(NETWORK, Samples.ALICE);
    two = Members.join(NETWORK, Samples.BOB, one);
  }

  @BeforeEach
  void start() throws Exception {
    alice = bus(one.vertx(), Voice.of(Samples.ALICE, NETWORK));
    bob = bus(two.vertx(), Voice.of(Samples.BOB, NETWORK));
  }

  private VertxBus bus(Vertx vertx, Voice voice) throws Exception {
    VertxBus bus = new VertxBus(vertx, voice, refused::add);
    done(bus.start());
    return bus;
  }

  @AfterEach
  void stop() throws Exception {
    done(alice.stop());
    done(bob.stop());
  }

  @AfterAll
  static void leave() {
    Members.kill(one);
    Members.kill(two);
  }

  @Override
  protected Bus alice() {
    return alice;
  }

  @Override
  protected Bus bob() {
    return bob;
  }

  @Override
  protected void until(BooleanSupplier holds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!holds.getAsBoolean() && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(holds.getAsBoolean()).isTrue();
  }

  @Test
  void handlerRunsOnTheContextItWasRegisteredOn() throws Exception {
    CompletableFuture<Context> ran = new CompletableFuture<>();
    CompletableFuture<Context> registered = new CompletableFuture<>();
    done(
        two.vertx()
            .deployVerticle(
                context -> {
                  registered.complete(Vertx.currentContext());
                  bob.hear(Message.DropTask.class, good -> ran.complete(Vertx.currentContext()));
                  bob.heed(Note.TaskLeft.class, note -> {});
                  return Future.succeededFuture();
                },
                new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER)));

    alice.say(bob.self(), new Message.DropTask(TASK, 1));

    assertThat(ran.get(20, TimeUnit.SECONDS)).isEqualTo(registered.get());
  }

  @Test
  void wordsOfAndForAVolunteerPassByItsGateway() {
    Voice carl = Voice.of(Keys.of(new byte[Keys.SECRET_BYTES]), NETWORK);
    List<NodeId> brought = new CopyOnWriteArrayList<>();
    bob.standIn((volunteer, good) -> brought.add(volunteer));
    alice.route(carl.self(), bob.self());
    alice.say(carl.self(), new Message.DropTask(TASK, 1));
    until(() -> brought.equals(List.of(carl.self())));

    List<NodeId> heard = new CopyOnWriteArrayList<>();
    alice.hear(Message.DropTask.class, good -> heard.add(good.speaker()));
    bob.pass(alice.self(), (Good<?>) carl.open(carl.sign(new Message.DropTask(TASK, 2))));
    until(() -> heard.equals(List.of(carl.self())));
    alice.unroute(carl.self());
    assertThat(refused).isEmpty();
  }

  @Test
  void forgedAndForeignEnvelopesAreCountedWhenTheyArrive() throws Exception {
    List<Object> heard = new CopyOnWriteArrayList<>();
    bob.hear(Message.DropTask.class, heard::add);
    Vertx vertx = one.vertx();
    String address = "node." + bob.self().hex();

    vertx.eventBus().send(address, "no envelope at all");
    vertx.eventBus().send(address, Buffer.buffer(new byte[500]));
    VertxBus stranger = new VertxBus(vertx, Voice.of(Samples.ALICE, "another"), refused::add);
    done(alice.stop());
    done(stranger.start());
    stranger.say(bob.self(), new Message.DropTask(TASK, 1));

    until(() -> refused.size() == 3);
    assertThat(refused)
        .containsExactlyInAnyOrder(Reason.MALFORMED, Reason.MALFORMED, Reason.WRONG_NETWORK);
    assertThat(heard).isEmpty();
    done(stranger.stop());
    done(alice.start());
  }

  @Test
  void busyWorkerHoldsBackNothingItSays() throws Exception {
    List<Object> heard = new CopyOnWriteArrayList<>();
    bob.hear(Message.DropTask.class, heard::add);
    one.vertx()
        .deployVerticle(
            context -> {
              alice.say(bob.self(), new Message.DropTask(TASK, 1));
              until(() -> heard.size() == 1); // still in the handler that said it
              return Future.succeededFuture();
            },
            new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER))
        .toCompletionStage()
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
    assertThat(heard).hasSize(1);
  }

  private static void done(Future<?> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
