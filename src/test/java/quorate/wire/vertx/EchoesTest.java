package quorate.wire.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import quorate.task.Bytes;
import quorate.task.NodeId;

class EchoesTest {
  private final Echoes echoes = new Echoes();

  @Test
  void asksNobodyWhenAlone() {
    for (int at = 0; at < 20_000; at += 5000) {
      assertThat(echoes.ask(at, false)).isEmpty();
      assertThat(echoes.unheard()).isFalse();
    }
  }

  @Test
  void staysCalmWhenWhoWasAskedHasLeft() {
    echoes.heard(node(1), 0);
    echoes.ask(0, true);
    for (int at = 5000; at < 100_000; at += 5000) {
      echoes.ask(at, false);
      assertThat(echoes.unheard()).isFalse();
    }
  }

  @Test
  void isUnheardWhenNobodyIsHeardThoughOthersAreThere() {
    echoes.ask(0, true);
    assertThat(echoes.unheard()).isFalse();
    echoes.ask(5000, true);
    assertThat(echoes.unheard()).isTrue();
    echoes.ask(10_000, true);
    assertThat(echoes.unheard()).as("counts anew").isFalse();
  }

  @Test
  void isUnheardAgainWhenACutLastsLongerThanPeersAreRemembered() {
    echoes.heard(node(1), 0);
    int times = 0;
    for (int at = 0; at < 4 * Echoes.PEER_MILLIS_MAX; at += 5000) {
      echoes.ask(at, true);
      times += echoes.unheard() ? 1 : 0;
    }
    assertThat(times).isGreaterThan(20);
  }

  @Test
  void staysCalmWhenEchoesComeBack() {
    for (int at = 0; at < 20_000; at += 5000) {
      echoes.heard(node(1), at);
      echoes.echoed(echoes.ask(at, true).orElseThrow().nonce());
      assertThat(echoes.unheard()).isFalse();
    }
  }

  @Test
  void isUnheardWhenTwoEchoesInARowAreMissing() {
    echoes.heard(node(1), 0);
    echoes.ask(0, true);
    assertThat(echoes.unheard()).isFalse();
    echoes.ask(5000, true);
    assertThat(echoes.unheard()).isFalse();
    echoes.ask(10_000, true);
    assertThat(echoes.unheard()).isTrue();
    assertThat(echoes.unheard()).as("counts anew").isFalse();
  }

  @Test
  void countsNoEchoWhenItsNonceIsOld() {
    echoes.heard(node(1), 0);
    long old = echoes.ask(0, true).orElseThrow().nonce();
    echoes.ask(5000, true);
    echoes.echoed(old);
    echoes.ask(10_000, true);
    assertThat(echoes.unheard()).isTrue();
  }

  @Test
  void asksAllInTurn() {
    Set<NodeId> asked = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      echoes.heard(node(i), 0);
    }
    for (int i = 0; i < 3; i++) {
      Echoes.Question question = echoes.ask(i, true).orElseThrow();
      asked.add(question.peer());
      echoes.echoed(question.nonce());
    }
    assertThat(asked).hasSize(3);
  }

  @Test
  void staysCalmWhenItHearsOneNodeThoughMostHaveFallenSilent() {
    for (int i = 0; i < 5; i++) {
      echoes.heard(node(i), 0);
    }
    for (int at = 5_000; at < 60_000; at += 5_000) {
      echoes.heard(node(1), at - 500);
      Echoes.Question question = echoes.ask(at, true).orElseThrow();
      assertThat(echoes.unheard()).isFalse();
      if (question.peer().equals(node(1))) {
        echoes.echoed(question.nonce());
      }
    }
  }

  @Test
  void isUnheardWhenItHearsANodeThatDoesNotHearIt() {
    for (int at = 0; at <= 10_000; at += 5_000) {
      echoes.heard(node(1), at);
      echoes.ask(at, true);
    }
    assertThat(echoes.unheard()).isTrue();
  }

  @Test
  void forgetsWhoWasNotHeardForLong() {
    echoes.heard(node(1), 0);
    assertThat(echoes.ask(Echoes.PEER_MILLIS_MAX + 1, true)).isEmpty();
  }

  private static NodeId node(int number) {
    byte[] key = new byte[NodeId.BYTES];
    key[0] = (byte) number;
    return new NodeId(Bytes.giving(key));
  }
}
