package quorate.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.Reason;

/** Speaks for one node in one network, and tells whether others' envelopes are genuine. */
public final class Voice {
  /** Of the envelope and of all messages in it; another version is refused as a whole. */
  public static final int VERSION = 1;

  private static final int HEAD_BYTES = 1 + Digest.BYTES + NodeId.BYTES + 64;

  private static final Bytes SEAL_DOMAIN =
      Bytes.copyOf("quorate/proof\u0001".getBytes(StandardCharsets.UTF_8));

  private final Keys keys;
  private final Digest network;

  private Voice(Keys keys, Digest network) {
    this.keys = keys;
    this.network = network;
  }

  public static Voice of(Keys keys, String networkName) {
    return new Voice(keys, network(networkName));
  }

  /** The digest by which a network's messages are told from another's. */
  public static Digest network(String name) {
    return Digest.of(name.getBytes(StandardCharsets.UTF_8));
  }

  public NodeId self() {
    return keys.id();
  }

  public Digest network() {
    return network;
  }

  public Signed sign(Message message) {
    Bytes body = Codec.encode(Message.class, message);
    Bytes signature = keys.sign(Signed.signedBytes(network, self(), body));
    return new Signed(network, self(), body, signature);
  }

  /** The same proof under this node's seal: from now on no byte of it changes unnoticed. */
  public Proof seal(Proof proof) {
    Bytes signature = keys.sign(sealedBytes(network, self(), proof));
    return proof.with(Optional.of(new Proof.Seal(network, self(), signature)));
  }

  /** Whether the proof has a seal that holds. Never throws, whatever the proof. */
  public static boolean sealed(Proof proof) {
    return proof.seal().isPresent() && holds(proof.seal().get(), proof);
  }

  private static boolean holds(Proof.Seal seal, Proof proof) {
    Bytes sealed = sealedBytes(seal.network(), seal.leader(), proof);
    return Keys.verify(seal.leader(), sealed, seal.signature());
  }

  private static Bytes sealedBytes(Digest network, NodeId leader, Proof proof) {
    Bytes content = Codec.encode(Proof.class, proof.with(Optional.empty()));
    return Digest.of(SEAL_DOMAIN, network.value(), leader.key(), content).value();
  }

  /** Checks an envelope of this network. */
  public Received open(Signed envelope) {
    return envelope.network().equals(network)
        ? verified(envelope)
        : new Received.Bad(Reason.WRONG_NETWORK);
  }

  /** Checks an envelope of whatever network it names. */
  public static Received verified(Signed envelope) {
    Bytes signed = Signed.signedBytes(envelope.network(), envelope.speaker(), envelope.body());
    if (!Keys.verify(envelope.speaker(), signed, envelope.signature())) {
      return new Received.Bad(Reason.BAD_SIGNATURE);
    }
    return decoded(envelope);
  }

  /** What is in an envelope whose signature was checked before. */
  public static Received decoded(Signed envelope) {
    return switch (Codec.decode(Message.class, envelope.body())) {
      case Decoded.Value<Message>(Message said) ->
          new Received.Good<>(envelope.speaker(), said, envelope);
      case Decoded.Refused<Message>(Reason why) -> new Received.Bad(why);
    };
  }

  /** An envelope's bytes: version, network, speaker, signature, body. */
  public static Bytes encode(Signed envelope) {
    byte[] bytes = new byte[HEAD_BYTES + envelope.body().size()];
    ByteBuffer.wrap(bytes)
        .put((byte) VERSION)
        .put(envelope.network().value().view())
        .put(envelope.speaker().key().view())
        .put(envelope.signature().view())
        .put(envelope.body().view());
    return Bytes.giving(bytes);
  }

  /** Reads and checks what {@link #encode} wrote; never throws, whatever the bytes. */
  public Received decode(Bytes bytes) {
    if (bytes.size() > HEAD_BYTES + Signed.MESSAGE_BYTES_MAX) {
      return new Received.Bad(Reason.TOO_LARGE);
    }
    if (bytes.size() < HEAD_BYTES) {
      return new Received.Bad(Reason.MALFORMED);
    }
    if (bytes.at(0) != VERSION) {
      return new Received.Bad(Reason.WRONG_VERSION);
    }
    int speaker = 1 + Digest.BYTES;
    int signature = speaker + NodeId.BYTES;
    return open(
        new Signed(
            new Digest(bytes.slice(1, speaker)),
            new NodeId(bytes.slice(speaker, signature)),
            bytes.slice(HEAD_BYTES, bytes.size()),
            bytes.slice(signature, HEAD_BYTES)));
  }
}
