package quorate.wire;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.SCrypt;
import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.NodeId;

/**
 * A key pair under a passphrase: scrypt (RFC 7914) makes an AES-256-GCM key (NIST SP 800-38D) of
 * the passphrase, and that one encrypts the secret key. The public key and the cost are
 * authenticated with it, so that neither can be exchanged.
 *
 * @param id the public key
 * @param salt 16 bytes
 * @param nonce 12 bytes; no two seals share a key, since none share a salt
 * @param secret the encrypted secret key and its tag, 48 bytes
 */
public record SealedKeys(
    NodeId id,
    Cost cost,
    @AtMost(SALT_BYTES) Bytes salt,
    @AtMost(NONCE_BYTES) Bytes nonce,
    @AtMost(SECRET_BYTES) Bytes secret) {
  public static final int SALT_BYTES = 16;
  public static final int NONCE_BYTES = 12;

  /** The key and the tag of 16 bytes. */
  public static final int SECRET_BYTES = Keys.SECRET_BYTES + 16;

  private static final byte[] DOMAIN = "quorate/sealed-keys\u0001".getBytes(StandardCharsets.UTF_8);

  /**
   * What a guess costs: 128 · 2^{@code logN} · {@code r} bytes of memory, {@code p} times.
   *
   * @param logN 10 to 20, so that a foreign file asks for a gibibyte at most
   * @param r 8, the block size for which scrypt was analysed
   * @param p 1 to 4
   */
  public record Cost(int logN, int r, int p) {
    /** 128 MiB, some half a second: OWASP's recommendation for scrypt. */
    public static final Cost USUAL = new Cost(17, 8, 1);

    public Cost {
      Check.argument(logN >= 10 && logN <= 20, "a scrypt N of 2^10 to 2^20");
      Check.argument(r == 8, "a scrypt r of 8");
      Check.argument(p >= 1 && p <= 4, "a scrypt p of 1 to 4");
    }

    int n() {
      return 1 << logN;
    }
  }

  public SealedKeys {
    Check.argument(salt.size() == SALT_BYTES, "a salt of 16 bytes");
    Check.argument(nonce.size() == NONCE_BYTES, "a nonce of 12 bytes");
    Check.argument(secret.size() == SECRET_BYTES, "an encrypted secret of 48 bytes");
  }

  /** Seals a pair; salt and nonce are drawn from {@code chance}. */
  public static SealedKeys seal(Keys keys, char[] passphrase, Cost cost, SecureRandom chance) {
    Bytes salt = drawn(chance, SALT_BYTES);
    Bytes nonce = drawn(chance, NONCE_BYTES);
    byte[] secret = keys.secret();
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, passphrase, cost, salt, nonce);
      cipher.updateAAD(authenticated(keys.id(), cost));
      return new SealedKeys(keys.id(), cost, salt, nonce, Bytes.giving(cipher.doFinal(secret)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /** The pair; empty when the passphrase is another one, or anything here was changed. */
  public Optional<Keys> open(char[] passphrase) {
    byte[] opened = {};
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, passphrase, cost, salt, nonce);
      cipher.updateAAD(authenticated(id, cost));
      opened = cipher.doFinal(secret.toArray());
      return Optional.of(Keys.of(opened)).filter(keys -> keys.id().equals(id));
    } catch (AEADBadTagException refused) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    } finally {
      Arrays.fill(opened, (byte) 0);
    }
  }

  private static Cipher cipher(int mode, char[] passphrase, Cost cost, Bytes salt, Bytes nonce)
      throws GeneralSecurityException {
    byte[] words = utf8(passphrase);
    byte[] key = SCrypt.generate(words, salt.toArray(), cost.n(), cost.r(), cost.p(), 32);
    Arrays.fill(words, (byte) 0);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce.toArray()));
    Arrays.fill(key, (byte) 0);
    return cipher;
  }

  private static byte[] utf8(char[] passphrase) {
    ByteBuffer encoded = ByteBuffer.allocate(4 * passphrase.length);
    CharsetEncoder encoder =
        StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPLACE);
    CoderResult result = encoder.encode(CharBuffer.wrap(passphrase), encoded, true);
    Check.that(result.isUnderflow(), "four bytes are enough for a character");
    byte[] words = Arrays.copyOf(encoded.array(), encoded.position());
    Arrays.fill(encoded.array(), (byte) 0);
    return words;
  }

  private static byte[] authenticated(NodeId id, Cost cost) {
    byte[] all = Arrays.copyOf(DOMAIN, DOMAIN.length + NodeId.BYTES + 3);
    System.arraycopy(id.key().toArray(), 0, all, DOMAIN.length, NodeId.BYTES);
    all[all.length - 3] = (byte) cost.logN();
    all[all.length - 2] = (byte) cost.r();
    all[all.length - 1] = (byte) cost.p();
    return all;
  }

  private static Bytes drawn(SecureRandom chance, int size) {
    byte[] bytes = new byte[size];
    chance.nextBytes(bytes);
    return Bytes.giving(bytes);
  }
}
