package quorate.ledger.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.wire.Keys;

class CheckedSignaturesTest {
  private static final Keys KEYS = KeeperNetwork.person(0);
  private static final NodeId WHO = KEYS.id();

  private final AtomicInteger verified = new AtomicInteger();
  private final CheckedSignatures checked =
      new CheckedSignatures(
          (who, what, signature) -> {
            verified.incrementAndGet();
            return Keys.verify(who, what, signature);
          },
          3);

  @Test
  void verifiesOnceWhenTheSameIsAskedAgain() {
    Bytes what = what(1);
    for (int i = 0; i < 5; i++) {
      assertThat(checked.verify(WHO, what, KEYS.sign(what))).isTrue();
    }
    assertThat(verified).hasValue(1);
  }

  @Test
  void verifiesAgainWhenAnyPartIsAnother() {
    Bytes what = what(1);
    Bytes signature = KEYS.sign(what);
    assertThat(checked.verify(WHO, what, signature)).isTrue();
    assertThat(checked.verify(WHO, what(2), signature)).isFalse();
    assertThat(checked.verify(KeeperNetwork.person(1).id(), what, signature)).isFalse();
    assertThat(checked.verify(WHO, what, KEYS.sign(what(2)))).isFalse();
    assertThat(verified).hasValue(4);
  }

  @Test
  void remembersNothingThatDoesNotHold() {
    Bytes wrong = KEYS.sign(what(2));
    assertThat(checked.verify(WHO, what(1), wrong)).isFalse();
    assertThat(checked.verify(WHO, what(1), wrong)).isFalse();
    assertThat(verified).hasValue(2);
  }

  @Test
  void refusesUnverifiedWhenASignatureHasAnotherLength() {
    assertThat(checked.verify(WHO, what(1), Bytes.giving(new byte[63]))).isFalse();
    assertThat(verified).hasValue(0);
  }

  @Test
  void forgetsTheEldestAndKeepsWhatIsAskedForWhenThereAreMany() {
    Bytes asked = what(0);
    for (int i = 0; i < 40; i++) {
      assertThat(checked.verify(WHO, what(i), KEYS.sign(what(i)))).isTrue();
      assertThat(checked.verify(WHO, asked, KEYS.sign(asked))).isTrue();
    }
    assertThat(verified).hasValue(40);
    assertThat(checked.verify(WHO, what(1), KEYS.sign(what(1)))).isTrue();
    assertThat(verified).hasValue(41);
  }

  private static Bytes what(int value) {
    return Bytes.giving(new byte[] {(byte) value});
  }
}
