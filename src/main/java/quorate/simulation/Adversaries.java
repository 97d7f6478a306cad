package quorate.simulation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.task.TaskId;
import quorate.wire.Codec;
import quorate.wire.Message;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Message.InferTask;
import quorate.wire.Message.RevealAnswer;
import quorate.wire.Message.TaskDeclined;
import quorate.wire.Received.Good;
import quorate.wire.Signed;
import quorate.wire.Voice;

/** How the {@link Adversary adversaries} answer, each in a way of its own. */
final class Adversaries {
  /** How many others a forger speaks for at once. */
  private static final int NAMES_FORGED = 6;

  /** Every so manieth of the envelopes overheard is replayed. */
  private static final int REPLAYED_EVERY = 20;

  private Adversaries() {}

  /** Takes tasks and says nothing. */
  static final class Mute extends Answerer {
    Mute(Body body, double meanMillis) {
      super(body, meanMillis);
    }

    @Override
    protected void asked(Good<InferTask> heard) {}
  }

  /** Commits, and then does not show its answer. */
  static final class Shy extends Answerer {
    Shy(Body body, double meanMillis) {
      super(body, meanMillis);
    }

    @Override
    protected void reveal(Good<RevealAnswer> heard) {}
  }

  /** Answers with random boxes, and at once, for it does not look at the picture. */
  static final class Liar extends Answerer {
    Liar(Body body, double meanMillis) {
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
  static final class Flipper extends Answerer {
    Flipper(Body body, double meanMillis) {
      super(body, meanMillis);
    }

    @Override
    protected Answer answer(TaskId task) {
      return Truth.mislabelled(Truth.of(task));
    }
  }

  /** Honest until it is trusted, and for ten tasks at the least (as with BOINC); then a liar. */
  static final class Sleeper extends Answerer {
    private static final int HONEST_MIN = 10;
    private int answers;

    Sleeper(Body body, double meanMillis) {
      super(body, meanMillis);
    }

    @Override
    protected Answer answer(TaskId task) {
      answers++;
      boolean sleeps = answers <= HONEST_MIN || !body.ring().trusted(body.bus().self());
      return sleeps ? super.answer(task) : Truth.random(body.chance());
    }
  }

  /** Runs a cheaper model, as all who are lazy do: the same one, so that its errors are alike. */
  static final class Lazy extends Answerer {
    Lazy(Body body, double meanMillis) {
      super(body, meanMillis);
    }

    @Override
    protected Answer answer(TaskId task) {
      return Truth.cheaplySeenBy(task, machine(task));
    }

    @Override
    protected double takesMillis() {
      return super.takesMillis() / 3;
    }
  }

  /**
   * One of many identities of one operator, who claims that they are of many. They lie alike, each
   * with some fuzz, where enough of them are asked to win; elsewhere they earn trust.
   */
  static final class Sybil extends Answerer {
    private final Map<TaskId, Integer> quorums = new LinkedHashMap<>(); // at most RECENT_MAX

    Sybil(Body body, double meanMillis) {
      super(body, meanMillis);
    }

    @Override
    protected void asked(Good<InferTask> heard) {
      body.ring().asked(heard.said().task(), body.bus().self());
      quorums.put(heard.said().task(), heard.said().terms().quorum());
      forgetOld(quorums);
      super.asked(heard);
    }

    @Override
    protected Answer answer(TaskId task) {
      boolean wins = body.ring().asked(task) >= quorums.getOrDefault(task, Integer.MAX_VALUE);
      return wins ? Truth.conspired(task, machine(task)) : super.answer(task);
    }
  }

  /** Lies as all its friends do where one of them leads the task, and is honest elsewhere. */
  static final class Friend extends Answerer {
    private final Map<TaskId, Boolean> ours = new LinkedHashMap<>(); // at most RECENT_MAX

    Friend(Body body, double meanMillis) {
      super(body, meanMillis);
    }

    @Override
    protected void asked(Good<InferTask> heard) {
      ours.put(heard.said().task(), body.ring().has(heard.speaker()));
      forgetOld(ours);
      super.asked(heard);
    }

    @Override
    protected Answer answer(TaskId task) {
      boolean lies = ours.getOrDefault(task, false);
      return lies ? Truth.conspired(task, machine(task)) : super.answer(task);
    }
  }

  /** How many tasks a cheat has in mind. */
  private static final int RECENT_MAX = 500;

  static void forgetOld(Map<TaskId, ?> recent) {
    if (recent.size() > RECENT_MAX) {
      recent.remove(recent.keySet().iterator().next());
    }
  }

  /** Speaks in the names of others, with signatures that are not theirs. */
  static final class Forger extends PatientLiar {
    Forger(Body body, double meanMillis) {
      super(body, meanMillis);
    }

    @Override
    protected void commit(NodeId leader, AnswerCommitted said) {
      super.commit(leader, said);
      Bytes words = Codec.encode(Message.class, said);
      Digest network = Voice.network(SimVoice.NETWORK);
      for (int i = 0; i < NAMES_FORGED; i++) {
        NodeId other = body.net().anybody(body.chance());
        Bytes signature = Bytes.giving(body.chance().bytes(64));
        body.bus().sayRaw(leader, new Signed(network, other, words, signature));
      }
    }
  }

  /** A liar that takes its time, so that it looks like the others. */
  static class PatientLiar extends Answerer {
    PatientLiar(Body body, double meanMillis) {
      super(body, meanMillis);
    }

    @Override
    protected Answer answer(TaskId task) {
      return Truth.random(body.chance());
    }
  }

  /** Overhears, and says again later what others have said. */
  static final class Replayer extends PatientLiar {
    Replayer(Body body, double meanMillis) {
      super(body, meanMillis);
      body.net().wiretap();
    }

    @Override
    protected void commit(NodeId leader, AnswerCommitted said) {
      super.commit(leader, said);
      List<Signed> overheard = body.net().wiretap().envelopes();
      for (int i = 0; i < overheard.size(); i += REPLAYED_EVERY) {
        body.bus().sayRaw(leader, overheard.get(i));
      }
    }
  }

  /** Says random bytes, and breaks what it says properly. */
  static final class Garbler extends PatientLiar {
    Garbler(Body body, double meanMillis) {
      super(body, meanMillis);
    }

    @Override
    protected void commit(NodeId leader, AnswerCommitted said) {
      super.commit(leader, said);
      Digest network = Voice.network(SimVoice.NETWORK);
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
  static final class Straggler extends Answerer {
    Straggler(Body body, double meanMillis) {
      super(body, 10 * meanMillis);
    }
  }

  /** Commits to two answers, and shows both. */
  static final class Equivocator extends Answerer {
    Equivocator(Body body, double meanMillis) {
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
  static final class Flooder extends PatientLiar {
    Flooder(Body body, double meanMillis) {
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
