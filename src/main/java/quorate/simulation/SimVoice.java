package quorate.simulation;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.task.TaskId;
import quorate.wire.Codec;
import quorate.wire.Decoded;
import quorate.wire.Keys;
import quorate.wire.Message;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Message.DropTask;
import quorate.wire.Message.InferTask;
import quorate.wire.Message.RevealAnswer;
import quorate.wire.Message.TaskDeclined;
import quorate.wire.Proof;
import quorate.wire.Received;
import quorate.wire.Received.Good;
import quorate.wire.Signed;
import quorate.wire.Voice;

/**
 * A node's voice in the simulator: the real one (Ed25519), a quick one whose signature is a digest
 * with a secret, or the real one for a sample of the tasks and else the quick one. The quick one is
 * as hard to forge for those in the simulation, who do not know the secret, and a hundred times
 * cheaper.
 */
public abstract class SimVoice {
  public static final String NETWORK = "simulation";

  /** The key pair of the node with this number, the same in all simulations. */
  public static Keys keys(int number) {
    return Keys.of(
        Digest.of(("node " + number).getBytes(StandardCharsets.UTF_8)).value().toArray());
  }

  /** Real signatures. */
  public static SimVoice real(Keys keys) {
    return new Real(Voice.of(keys, NETWORK));
  }

  /** Quick signatures, in the name of whatever id. */
  public static SimVoice quick(NodeId self) {
    return new Quick(self);
  }

  /** Real signatures for one task in {@code every}. */
  static SimVoice sampled(Keys keys, int every) {
    return new Sampled(new Real(Voice.of(keys, NETWORK)), new Quick(keys.id()), every);
  }

  public abstract Signed sign(Message message);

  public abstract Received open(Signed envelope);

  public abstract Proof seal(Proof proof);

  /**
   * What an envelope of ours holds, so that nobody need read it; nothing when all is to be read.
   */
  public abstract Optional<Good<?>> known(Message message, Signed envelope);

  private static final class Real extends SimVoice {
    private final Voice voice;

    Real(Voice voice) {
      this.voice = voice;
    }

    @Override
    public Signed sign(Message message) {
      return voice.sign(message);
    }

    @Override
    public Received open(Signed envelope) {
      return voice.open(envelope);
    }

    @Override
    public Proof seal(Proof proof) {
      return voice.seal(proof);
    }

    @Override
    public Optional<Good<?>> known(Message message, Signed envelope) {
      return Optional.empty();
    }
  }

  private static final class Sampled extends SimVoice {
    private final Real real;
    private final Quick quick;
    private final int every;

    Sampled(Real real, Quick quick, int every) {
      this.real = real;
      this.quick = quick;
      this.every = every;
    }

    private boolean drawn(Optional<TaskId> task) {
      return task.filter(id -> Long.remainderUnsigned(id.low(), every) == 0).isPresent();
    }

    @Override
    public Signed sign(Message message) {
      return drawn(about(message)) ? real.sign(message) : quick.sign(message);
    }

    /** What has no quick signature is opened as a node opens it. */
    @Override
    public Received open(Signed envelope) {
      Received quickly = quick.open(envelope);
      return quickly instanceof Received.Bad(Reason why) && why == Reason.BAD_SIGNATURE
          ? real.open(envelope)
          : quickly;
    }

    @Override
    public Proof seal(Proof proof) {
      return drawn(Optional.of(proof.task().id())) ? real.seal(proof) : proof;
    }

    @Override
    public Optional<Good<?>> known(Message message, Signed envelope) {
      return drawn(about(message)) ? Optional.empty() : quick.known(message, envelope);
    }

    private static Optional<TaskId> about(Message message) {
      return switch (message) {
        case InferTask said -> Optional.of(said.task());
        case RevealAnswer said -> Optional.of(said.task());
        case DropTask said -> Optional.of(said.task());
        case AnswerCommitted said -> Optional.of(said.task());
        case AnswerRevealed said -> Optional.of(said.task());
        case TaskDeclined said -> Optional.of(said.task());
        default -> Optional.empty(); // nothing else is about a task here
      };
    }
  }

  private static final class Quick extends SimVoice {
    private static final Digest HERE = Voice.network(NETWORK);
    private static final Bytes SECRET =
        Bytes.copyOf("known to nobody inside".getBytes(StandardCharsets.UTF_8));

    private final NodeId self;

    Quick(NodeId self) {
      this.self = self;
    }

    @Override
    public Signed sign(Message message) {
      Bytes body = Codec.encode(Message.class, message);
      return new Signed(HERE, self, body, signature(self, body));
    }

    @Override
    public Received open(Signed envelope) {
      if (!envelope.network().equals(HERE)) {
        return new Received.Bad(Reason.WRONG_NETWORK);
      }
      if (!signature(envelope.speaker(), envelope.body()).equals(envelope.signature())) {
        return new Received.Bad(Reason.BAD_SIGNATURE);
      }
      return switch (Codec.decode(Message.class, envelope.body())) {
        case Decoded.Value<Message>(Message said) ->
            new Received.Good<>(envelope.speaker(), said, envelope);
        case Decoded.Refused<Message>(Reason why) -> new Received.Bad(why);
      };
    }

    @Override
    public Proof seal(Proof proof) {
      return proof;
    }

    @Override
    public Optional<Good<?>> known(Message message, Signed envelope) {
      return Optional.of(new Good<>(self, message, envelope));
    }

    private static Bytes signature(NodeId speaker, Bytes body) {
      byte[] half = Digest.of(SECRET, speaker.key(), body).value().toArray();
      return Bytes.giving(Arrays.copyOf(half, 64));
    }
  }
}
