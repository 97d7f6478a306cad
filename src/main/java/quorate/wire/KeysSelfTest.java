package quorate.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.NodeId;

/**
 * Whether this process verifies Ed25519 as its network does. Correct verifiers disagree on edge
 * cases, so that one key, made for it, would split a ledger whose nodes do not all use the same
 * one; a node that differs must not start.
 *
 * <p>The vectors are those of RFC 8032 §7.1 and the ten of ed25519-speccheck (IACR ePrint
 * 2020/1244), with the answers of the pinned implementation: they are part of the protocol.
 */
public final class KeysSelfTest {
  private static final String VECTORS = "ed25519-vectors.txt";

  private KeysSelfTest() {}

  /** Says whether a signature is accepted. */
  @FunctionalInterface
  interface Verifier {
    boolean accepts(NodeId who, Bytes what, Bytes signature);
  }

  /** A case, and what the network says of it. */
  record Vector(String name, boolean accepted, NodeId who, Bytes what, Bytes signature) {
    static Vector of(String line) {
      String[] parts = line.split(" ", -1);
      Check.that(parts.length == 5, "a vector has five parts: " + line);
      return new Vector(
          parts[0],
          parts[1].equals("accept"),
          NodeId.ofHex(parts[2]),
          parts[3].equals("-") ? Bytes.EMPTY : Bytes.ofHex(parts[3]),
          Bytes.ofHex(parts[4]));
    }
  }

  /**
   * Returns when all vectors are answered as they must be.
   *
   * @throws IllegalStateException naming the first that is not: the node must not start
   */
  public static void run() {
    run(Keys::verify);
  }

  static void run(Verifier verifier) {
    for (Vector vector : vectors()) {
      boolean accepted = verifier.accepts(vector.who, vector.what, vector.signature);
      Check.that(
          accepted == vector.accepted,
          "this program verifies Ed25519 otherwise than its network: vector %s is %s and must be %s"
              .formatted(vector.name, word(accepted), word(vector.accepted)));
    }
  }

  private static String word(boolean accepted) {
    return accepted ? "accepted" : "refused";
  }

  static List<Vector> vectors() {
    try (InputStream in = KeysSelfTest.class.getResourceAsStream(VECTORS)) {
      if (in == null) {
        throw new IllegalStateException("the vectors are not in the jar");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#")).map(Vector::of).toList();
    } catch (IOException e) {
      throw new IllegalStateException("the vectors cannot be read", e);
    }
  }
}
