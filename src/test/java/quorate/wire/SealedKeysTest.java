package quorate.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.bouncycastle.crypto.generators.SCrypt;
import org.junit.jupiter.api.Test;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.wire.SealedKeys.Cost;

class SealedKeysTest {
  private static final Cost CHEAP = new Cost(10, 8, 1);
  private static final Keys KEYS = Keys.of(new byte[Keys.SECRET_BYTES]);
  private final SecureRandom chance = new SecureRandom();

  @Test
  void opensWithItsPassphraseOnly() {
    SealedKeys sealed = seal("correct horse");
    assertThat(sealed.open("correct horse".toCharArray()).orElseThrow().secret())
        .isEqualTo(KEYS.secret());
    assertThat(sealed.open("correct horsf".toCharArray())).isEmpty();
    assertThat(sealed.open(new char[0])).isEmpty();
  }

  @Test
  void takesAnyCharactersInUtf8() {
    assertThat(seal("pässwörd 🔑").open("pässwörd 🔑".toCharArray())).isPresent();
    assertThat(seal("pässwörd").open("password".toCharArray())).isEmpty();
  }

  @Test
  void neverDrawsTheSameTwice() {
    assertThat(seal("same").salt()).isNotEqualTo(seal("same").salt());
    assertThat(seal("same").nonce()).isNotEqualTo(seal("same").nonce());
  }

  @Test
  void staysShutWhenAnythingWasChanged() {
    SealedKeys sealed = seal("correct horse");
    SealedKeys other = seal("correct horse");
    assertShut(with(sealed, Keys.of(secret(1)).id()));
    assertShut(new SealedKeys(sealed.id(), CHEAP, other.salt(), sealed.nonce(), sealed.secret()));
    assertShut(new SealedKeys(sealed.id(), CHEAP, sealed.salt(), other.nonce(), sealed.secret()));
    assertShut(
        new SealedKeys(
            sealed.id(), new Cost(11, 8, 1), sealed.salt(), sealed.nonce(), sealed.secret()));
    for (int i = 0; i < SealedKeys.SECRET_BYTES; i++) {
      byte[] secret = sealed.secret().toArray();
      secret[i] ^= 1;
      assertShut(
          new SealedKeys(sealed.id(), CHEAP, sealed.salt(), sealed.nonce(), Bytes.giving(secret)));
    }
  }

  @Test
  void asksForNoMoreThanAGibibyte() {
    assertThatThrownBy(() -> new Cost(21, 8, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Cost(9, 8, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Cost(17, 16, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  /** Sealed by a second implementation: Python's hashlib and cryptography. */
  @Test
  void opensWhatAnotherImplementationSealed() {
    SealedKeys sealed =
        new SealedKeys(
            NodeId.ofHex("03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"),
            new Cost(14, 8, 1),
            Bytes.ofHex("6465666768696a6b6c6d6e6f70717273"),
            Bytes.ofHex("c8c9cacbcccdcecfd0d1d2d3"),
            Bytes.ofHex(
                "1ed7811786a00b37fbd67f3285cc85fc449d7bc12f030314df95bc845e591a47"
                    + "d0579e7e9a39ca0213e6dc7af82fc50d"));
    Keys keys = sealed.open("pässwörd".toCharArray()).orElseThrow();
    assertThat(Bytes.giving(keys.secret()).hex()).startsWith("000102030405").endsWith("1e1f");
  }

  /** RFC 7914 §12. */
  @Test
  void usesScryptOfTheStandard() {
    byte[] key =
        SCrypt.generate(
            "pleaseletmein".getBytes(StandardCharsets.UTF_8),
            "SodiumChloride".getBytes(StandardCharsets.UTF_8),
            16_384,
            8,
            1,
            32);
    assertThat(Bytes.giving(key).hex())
        .isEqualTo("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2");
  }

  private static void assertShut(SealedKeys sealed) {
    assertThat(sealed.open("correct horse".toCharArray())).isEmpty();
  }

  private static SealedKeys with(SealedKeys sealed, NodeId id) {
    return new SealedKeys(id, CHEAP, sealed.salt(), sealed.nonce(), sealed.secret());
  }

  private static byte[] secret(int first) {
    byte[] secret = new byte[Keys.SECRET_BYTES];
    secret[0] = (byte) first;
    return secret;
  }

  private SealedKeys seal(String passphrase) {
    return SealedKeys.seal(KEYS, passphrase.toCharArray(), CHEAP, chance);
  }
}
