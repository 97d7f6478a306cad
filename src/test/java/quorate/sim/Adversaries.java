package quorate.sim;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quorate.sim.SimNet.Flight;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.task.TaskId;
import quorate.wire.Codec;
import quorate.wire.Decoded;
import quorate.wire.Message;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Message.InferTask;
import quorate.wire.Message.RevealAnswer;
import quorate.wire.Message.TaskDeclined;
import quorate.wire.Received.Good;
import quorate.wire.Signed;

/** Those who do not play by the rules, each in a way of its own. */
public final class Adversaries {
  /** How they are called. */
  public static final List<String> NAMES =
      List.of(
          "mute",
          "shy",
          "liar",
          "flipper",
          "copier",
          "forger",
          "replayer",
          "garbler",
          "straggler",
          "equivocator",
          "flooder",
          "sleeper");

  private Adversaries() {}

  /** Makes one of them, or an honest node. */
  @FunctionalInterface
  public interface Making {
    Answerer make(Answerer.Body body, double meanMillis);
  }

  /** By the names that stories use. */
  public static Making named(String name) {
    return switch (name) {
      case "honest" -> Answerer::new;
      case "mute" -> Mute::new;
      case "shy" -> Shy::new;
      case "liar" -> Liar::new;
      case "flipper" -> LabelFlipper::new;
      case "copier" -> Copier::new;
      case "forger" -> Forger::new;
      case "replayer" -> Replayer::new;
      case "garbler" -> Garbler::new;
      case "straggler" -> Straggler::new;
      case "equivocator" -> Equivocator::new;
      case "flooder" -> Flooder::new;
      case "sleeper" -> Sleeper::new;
      case "grinder" -> Grinder::new;
      default -> throw new IllegalArgumentException("nobody is called " + name);
    };
  }

  /** Takes tasks and says nothing. */
  public static final class Mute extends Answerer {
    public Mute(Body body, double meanMillis) {
      super(body, meanMillis);
    }

    @Override
    protected void asked(Good<InferTask> heard) {}
  }

  /** Commits, and then does not show its answer. */
  public static final class Shy extends Answerer {
    public Shy(Body body, double meanMillis) {
      super(body, meanMillis);
    }

    @Override
    protected void reveal(Good<RevealAnswer> heard) {}
  }

  /** Answers with random boxes, and at once, for it does not look at the picture. */
  public static final class Liar extends Answerer {
    public Liar(Body body, double meanMillis) {
      super(body, meanMillis);
    }

    @Override
    protected Answer answer(TaskId task) {
      return Truth.random(body.chance());
    }

    @Override
    protected double takesMillis() {
      return super.takesMillis() / 4;
    }
  }

  /** Finds the right boxes and puts wrong labels on them. */
  public static final class LabelFlipper extends Answerer {
    public LabelFlipper(Body body, double meanMillis) {
      super(body, meanMillis);
    }

    @Override
    protected Answer answer(TaskId task) {
      return Truth.mislabelled(Truth.of(task));
    }
  }

  /** Honest for some tasks, then a liar. */
  public static final class Sleeper extends Answerer {
    private int answers;

    public Sleeper(Body body, double meanMillis) {
      super(body, meanMillis);
    }

    @Override
    protected Answer answer(TaskId task) {
      answers++;
      return answers <= 10 ? super.answer(task) : Truth.random(body.chance());
    }
  }

  /**
   * Overhears everything, and does no work: it repeats another's commitment as its own, or waits
   * until another shows its answer and commits to that with some fuzz.
   */
  public static final class Copier extends Answerer {
    private final Map<TaskId, Digest> commitments = new LinkedHashMap<>();
    private final Map<TaskId, AnswerRevealed> reveals = new LinkedHashMap<>();
    private final Map<TaskId, Good<InferTask>> owed = new LinkedHashMap<>();

    public Copier(Body body, double meanMillis) {
      super(body, meanMillis);
      body.net().tap(this::overhear);
    }

    private void overhear(Flight flight) {
      if (!flight.envelope().speaker().equals(body.bus().self())) {
        flight.known().<Message>map(Good::said).or(() -> read(flight)).ifPresent(this::overhear);
      }
    }

    private static Optional<Message> read(Flight flight) {
      return Codec.decode(Message.class, flight.envelope().body())
              instanceof Decoded.Value<Message>(Message said)
          ? Optional.of(said)
          : Optional.empty();
    }

    private void overhear(Message message) {
      if (message instanceof AnswerCommitted said) {
        commitments.putIfAbsent(said.task(), said.commitment());
        Good<InferTask> asked = owed.get(said.task());
        if (asked != null && body.chance().happens(0.5)) {
          body.bus()
              .say(
                  asked.speaker(),
                  new AnswerCommitted(said.task(), said.epoch(), said.commitment()));
        }
      } else if (message instanceof AnswerRevealed said) {
        reveals.putIfAbsent(said.task(), said);
        Good<InferTask> asked = owed.remove(said.task());
        if (asked != null) {
          super.asked(asked); // now it knows what to say
        }
      }
      forgetOld();
    }

    private void forgetOld() {
      for (Map<TaskId, ?> map : List.of(commitments, reveals, owed)) {
        if (map.size() > 500) {
          map.remove(map.keySet().iterator().next());
        }
      }
    }

    @Override
    protected void asked(Good<InferTask> heard) {
      if (reveals.containsKey(heard.said().task())) {
        super.asked(heard);
      } else {
        owed.put(heard.said().task(), heard);
      }
    }

    @Override
    protected double takesMillis() {
      return 0.1;
    }

    @Override
    protected Answer answer(TaskId task) {
      AnswerRevealed copied = reveals.get(task);
      return copied != null && copied.answer() instanceof Answer.Detections detections
          ? Truth.fuzzed(detections, body.chance())
          : Truth.random(body.chance());
    }

    @Override
    protected void reveal(Good<RevealAnswer> heard) {
      AnswerRevealed copied = reveals.get(heard.said().task());
      if (copied != null && body.chance().happens(0.5)) {
        body.bus().say(heard.speaker(), copied); // another's reveal under its own name
      } else {
        super.reveal(heard);
      }
    }
  }

  /** Speaks in the names of others, with signatures that are not theirs. */
  public static final class Forger extends PatientLiar {
    public Forger(Body body, double meanMillis) {
      super(body, meanMillis);
    }

    @Override
    protected void commit(NodeId leader, AnswerCommitted said) {
      super.commit(leader, said);
      Bytes words = Codec.encode(Message.class, said);
      Digest network = quorate.wire.Voice.network(SimVoice.NETWORK);
      for (NodeId other : body.net().attached()) {
        Bytes signature = Bytes.giving(body.chance().bytes(64));
        body.bus().sayRaw(leader, new Signed(network, other, words, signature));
      }
    }
  }

  /** A liar that takes its time, so that it looks like the others. */
  public static class PatientLiar extends Answerer {
    public PatientLiar(Body body, double meanMillis) {
      super(body, meanMillis);
    }

    @Override
    protected Answer answer(TaskId task) {
      return Truth.random(body.chance());
    }
  }

  /** Overhears, and says again later what others have said. */
  public static final class Replayer extends PatientLiar {
    private final Deque<Signed> overheard = new ArrayDeque<>();

    public Replayer(Body body, double meanMillis) {
      super(body, meanMillis);
      body.net().tap(this::overhear);
    }

    private void overhear(Flight flight) {
      Signed envelope = flight.envelope();
      if (!envelope.speaker().equals(body.bus().self())) {
        overheard.addLast(envelope);
        if (overheard.size() > 200) {
          overheard.removeFirst();
        }
      }
    }

    @Override
    protected void commit(NodeId leader, AnswerCommitted said) {
      super.commit(leader, said);
      int i = 0;
      for (Signed envelope : List.copyOf(overheard)) {
        if (i++ % 20 == 0) {
          body.bus().sayRaw(leader, envelope);
        }
      }
    }
  }

  /** Says random bytes, and breaks what it says properly. */
  public static final class Garbler extends PatientLiar {
    public Garbler(Body body, double meanMillis) {
      super(body, meanMillis);
    }

    @Override
    protected void commit(NodeId leader, AnswerCommitted said) {
      super.commit(leader, said);
      Digest network = quorate.wire.Voice.network(SimVoice.NETWORK);
      Bytes noise = Bytes.giving(body.chance().bytes(body.chance().below(300)));
      Bytes signature = Bytes.giving(body.chance().bytes(64));
      body.bus().sayRaw(leader, new Signed(network, body.bus().self(), noise, signature));
      Message whole = shown(said.task(), said.epoch(), Truth.random(body.chance()));
      byte[] broken = Codec.encode(Message.class, whole).toArray();
      broken[body.chance().below(broken.length)] ^= (byte) (1 << body.chance().below(8));
      Bytes shorter = Bytes.giving(Arrays.copyOf(broken, body.chance().below(broken.length) + 1));
      body.bus().sayRaw(leader, new Signed(network, body.bus().self(), shorter, signature));
    }
  }

  /** Honest, and far slower than the rest. */
  public static final class Straggler extends Answerer {
    public Straggler(Body body, double meanMillis) {
      super(body, 10 * meanMillis);
    }
  }

  /** Commits to two answers, and shows both. */
  public static final class Equivocator extends Answerer {
    public Equivocator(Body body, double meanMillis) {
      super(body, meanMillis);
    }

    @Override
    protected void commit(NodeId leader, AnswerCommitted said) {
      super.commit(leader, said);
      Digest bound = bound(other(said.task(), said.epoch()));
      super.commit(leader, new AnswerCommitted(said.task(), said.epoch(), bound));
    }

    @Override
    protected void show(NodeId leader, AnswerRevealed said) {
      AnswerRevealed other = other(said.task(), said.epoch());
      boolean honestFirst = body.chance().happens(0.5);
      super.show(leader, honestFirst ? said : other);
      super.show(leader, honestFirst ? other : said);
    }

    private AnswerRevealed other(TaskId task, long epoch) {
      return shown(task, epoch, Truth.random(new Chance(task.low())));
    }
  }

  /** Says everything many times, and much about tasks that nobody has. */
  public static final class Flooder extends PatientLiar {
    public Flooder(Body body, double meanMillis) {
      super(body, meanMillis);
    }

    @Override
    protected void commit(NodeId leader, AnswerCommitted said) {
      for (int i = 0; i < 20; i++) {
        super.commit(leader, said);
        TaskId strange = new TaskId(body.chance().nextLong(), body.chance().nextLong());
        body.bus().say(leader, new AnswerCommitted(strange, 1, said.commitment()));
        body.bus().say(leader, shown(strange, 1, Truth.random(body.chance())));
        body.bus().say(leader, new TaskDeclined(strange, 1, Reason.BUSY, ""));
      }
    }
  }
}
