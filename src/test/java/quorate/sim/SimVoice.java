package quorate.sim;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.wire.Codec;
import quorate.wire.Decoded;
import quorate.wire.Keys;
import quorate.wire.Message;
import quorate.wire.Proof;
import quorate.wire.Received;
import quorate.wire.Received.Good;
import quorate.wire.Signed;
import quorate.wire.Voice;

/**
 * A node's voice in the simulator: either the real one (Ed25519), or a quick one whose signature is
 * a digest with the node's secret. The quick one is as hard to forge for those in the simulation,
 * who do not know the secret, and a hundred times cheaper.
 */
public abstract class SimVoice {
  public static final String NETWORK = "simulation";

  private static final Map<Integer, Keys> KEYS = new ConcurrentHashMap<>();

  /** The key pair of the node with this number, the same in all simulations. */
  public static Keys keys(int number) {
    return KEYS.computeIfAbsent(
        number,
        n -> Keys.of(Digest.of(("node " + n).getBytes(StandardCharsets.UTF_8)).value().toArray()));
  }

  public static SimVoice of(int number, boolean real) {
    Keys keys = keys(number);
    return real ? new Real(Voice.of(keys, NETWORK)) : new Quick(keys.id());
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
