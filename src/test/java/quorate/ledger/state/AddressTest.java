package quorate.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import quorate.task.Bytes;

class AddressTest {
  private static final AccountId ACCOUNT =
      AccountId.ofHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

  /** Computed by a second implementation, which follows BIP-350's reference code. */
  private static final String VECTOR =
      "qr1qqqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0s4n3nq0";

  @Test
  void isAsTheReferenceImplementationWritesIt() {
    assertThat(Address.of(ACCOUNT)).isEqualTo(VECTOR);
  }

  @Test
  void isReadInEitherCaseAndNotInBoth() {
    assertThat(Address.parse(VECTOR)).isEqualTo(ACCOUNT);
    assertThat(Address.parse(VECTOR.toUpperCase(Locale.ROOT))).isEqualTo(ACCOUNT);
    assertThatThrownBy(() -> Address.parse("Q" + VECTOR.substring(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lower case");
  }

  @Test
  void goesBackAndForthForEveryByte() {
    for (int i = 0; i < AccountId.BYTES; i++) {
      byte[] key = new byte[AccountId.BYTES];
      key[i] = (byte) 0xa5;
      AccountId account = new AccountId(Bytes.copyOf(key));
      assertThat(Address.parse(Address.of(account))).isEqualTo(account);
    }
  }

  @Test
  void isRefusedWhicheverCharacterIsMistyped() {
    for (int i = 3; i < VECTOR.length(); i++) {
      char other = VECTOR.charAt(i) == 'q' ? 'p' : 'q';
      String typo = VECTOR.substring(0, i) + other + VECTOR.substring(i + 1);
      assertThatThrownBy(() -> Address.parse(typo)).hasMessageContaining("mistyped");
    }
  }

  @Test
  void isRefusedWhenTwoNeighboursAreSwapped() {
    for (int i = 3; i + 1 < VECTOR.length(); i++) {
      String swapped =
          VECTOR.substring(0, i)
              + VECTOR.charAt(i + 1)
              + VECTOR.charAt(i)
              + VECTOR.substring(i + 2);
      if (!swapped.equals(VECTOR)) {
        assertThatThrownBy(() -> Address.parse(swapped)).hasMessageContaining("mistyped");
      }
    }
  }

  @Test
  void saysWhatIsWrongWithIt() {
    assertThatThrownBy(() -> Address.parse("bc1qq")).hasMessageContaining("begins with qr1");
    assertThatThrownBy(() -> Address.parse(VECTOR + "q")).hasMessageContaining("this one 63");
    assertThatThrownBy(() -> Address.parse(VECTOR.substring(0, 61) + "b"))
        .hasMessageContaining("character b");
    assertThatThrownBy(
            () -> Address.parse("qr1pqqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0s2cpka3"))
        .hasMessageContaining("version 0");
    assertThatThrownBy(
            () -> Address.parse("qr1qqqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc03g99xaa"))
        .hasMessageContaining("ends in zeros");
    assertThatThrownBy(
            () -> Address.parse("qr1qqqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0sq0pl9d"))
        .hasMessageContaining("mistyped");
  }
}
