package quorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import quorate.consensus.ConsensusVerticle;
import quorate.consensus.Jury;
import quorate.consensus.JuryPolicy;
import quorate.consensus.ProofCheck;
import quorate.dispatch.Assigner;
import quorate.dispatch.DispatchPolicy;
import quorate.dispatch.DispatchVerticle;
import quorate.inference.Answering;
import quorate.inference.AnsweringInput;
import quorate.inference.AnsweringOrder;
import quorate.inference.Salts;
import quorate.task.Bytes;
import quorate.task.Kind;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.task.Task;
import quorate.task.Terms;
import quorate.task.Verdict.Outcome;
import quorate.wire.Keys;
import quorate.wire.Message;
import quorate.wire.Message.InferTask;
import quorate.wire.Message.ModelOffer;
import quorate.wire.Message.RevealAnswer;
import quorate.wire.Message.Standing;
import quorate.wire.Note;
import quorate.wire.Note.VerdictReached;
import quorate.wire.Samples;
import quorate.wire.Voice;
import quorate.wire.vertx.VertxBus;

/**
 * Dispatch, answering and consensus on two real members of a cluster: every message between them
 * has truly been through the codec.
 */
@Tag("slow")
class RoomsTest {
  private final String network = "rooms-test-" + new SecureRandom().nextLong();
  private final List<Reason> refused = new CopyOnWriteArrayList<>();

  @Test
  void twoMembersAgreeAndTheProofHoldsWhenAllOfItWasOnTheWire() throws Exception {
    Cluster one = Members.join(network, Samples.ALICE);
    Cluster two = Members.join(network, Samples.BOB, one);
    try {
      VertxBus alice = rooms(one.vertx(), Samples.ALICE);
      VertxBus bob = rooms(two.vertx(), Samples.BOB);
      CompletableFuture<VerdictReached> reached = new CompletableFuture<>();
      alice.heed(VerdictReached.class, reached::complete);

      List<NodeId> seen = new CopyOnWriteArrayList<>();
      alice.hear(Message.NodeSeen.class, good -> seen.add(good.speaker()));
      alice.tell(presence("alice"));
      bob.tell(presence("bob"));
      TestNode.until("both are known", () -> seen.size() == 2);
      alice.note(new Note.LeadTask(task(alice.self()), 1, 0));

      VerdictReached verdict = reached.get(60, TimeUnit.SECONDS);
      assertThat(verdict.verdict().outcome())
          .as(verdict.verdict().detail() + ", refused " + refused)
          .isEqualTo(Outcome.AGREED);
      assertThat(verdict.verdict().agreed()).containsExactlyInAnyOrder(alice.self(), bob.self());
      assertThat(ProofCheck.findings(verdict.proof(), Optional.of(Voice.network(network))))
          .isEmpty();
      assertThat(refused).isEmpty();
    } finally {
      Members.kill(two);
      Members.kill(one);
    }
  }

  /** In the order in which a node deploys them. */
  private VertxBus rooms(Vertx vertx, Keys keys) throws Exception {
    Voice voice = Voice.of(keys, network);
    VertxBus bus = new VertxBus(vertx, voice, refused::add);
    TestNode.get(bus.start());
    Clock clock = Clock.systemUTC();
    TestNode.get(
        vertx.deployVerticle(
            new ConsensusVerticle(
                bus, new Jury(JuryPolicy.DEFAULT), clock, voice::seal, refused::add)));
    TestNode.get(
        vertx.deployVerticle(
            new DispatchVerticle(
                bus, new Assigner(voice.network(), DispatchPolicy.DEFAULT), clock, refused::add)));
    answer(bus);
    return bus;
  }

  /** The real machine, with a model that always says the same. */
  private static void answer(VertxBus bus) {
    Answering answering = new Answering(bus.self(), 8);
    Salts salts = new Salts(bus.self().key());
    bus.hear(
        InferTask.class,
        good -> {
          InferTask ask = good.said();
          Bytes salt = salts.of(ask.task(), ask.epoch());
          long now = System.currentTimeMillis();
          feed(bus, answering, new AnsweringInput.Asked(good.speaker(), ask, salt, true, now));
        });
    bus.hear(
        RevealAnswer.class,
        good -> feed(bus, answering, new AnsweringInput.RevealAsked(good.speaker(), good.said())));
  }

  private static void feed(VertxBus bus, Answering answering, AnsweringInput input) {
    for (AnsweringOrder order : answering.on(input)) {
      switch (order) {
        case AnsweringOrder.Say(var to, var message) -> bus.say(to, message);
        case AnsweringOrder.FetchPicture fetch ->
            feed(
                bus,
                answering,
                new AnsweringInput.PictureCame(fetch.leader(), fetch.ask(), Samples.SALT));
        case AnsweringOrder.Compute compute ->
            feed(bus, answering, new AnsweringInput.Computed(compute.task(), Samples.ANSWER));
        case AnsweringOrder.Forget forget -> {}
        case AnsweringOrder.WantModel want -> throw new AssertionError(want);
      }
    }
  }

  private static Message.NodeSeen presence(String name) {
    ModelOffer model = new ModelOffer(Samples.MODEL, "toybox", "1", Kind.DETECTION);
    return new Message.NodeSeen(
        name, "of " + name, Optional.empty(), "", Standing.READY, List.of(model), 2, 0, 0, 1);
  }

  private static Task task(NodeId gateway) {
    return new Task(
        Samples.TASK,
        Samples.SESSION,
        gateway,
        Samples.MODEL,
        Kind.DETECTION,
        Samples.PICTURE,
        new Terms(2, 2, 300_000, 100, 60_000),
        System.currentTimeMillis());
  }
}
