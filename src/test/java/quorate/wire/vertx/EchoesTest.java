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
    assertThat(echoes.ask(1000)).isEmpty();
    assertThat(echoes.ask(2000)).isEmpty();
    assertThat(echoes.unheard()).isFalse();
  }

  @Test
  void staysCalmWhenEchoesComeBack() {
    for (int at = 0; at < 20_000; at += 5000) {
      echoes.heard(node(1), at);
      echoes.echoed(echoes.ask(at).orElseThrow().nonce());
      assertThat(echoes.unheard()).isFalse();
    }
  }

  @Test
  void isUnheardWhenTwoEchoesInARowAreMissing() {
    echoes.heard(node(1), 0);
    echoes.ask(0);
    assertThat(echoes.unheard()).isFalse();
    echoes.ask(5000);
    assertThat(echoes.unheard()).isFalse();
    echoes.ask(10_000);
    assertThat(echoes.unheard()).isTrue();
    assertThat(echoes.unheard()).as("counts anew").isFalse();
  }

  @Test
  void countsNoEchoWhenItsNonceIsOld() {
    echoes.heard(node(1), 0);
    long old = echoes.ask(0).orElseThrow().nonce();
    echoes.ask(5000);
    echoes.echoed(old);
    echoes.ask(10_000);
    assertThat(echoes.unheard()).isTrue();
  }

  @Test
  void asksAllInTurn() {
    Set<NodeId> asked = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      echoes.heard(node(i), 0);
    }
    for (int i = 0; i < 3; i++) {
      Echoes.Question question = echoes.ask(i).orElseThrow();
      asked.add(question.peer());
      echoes.echoed(question.nonce());
    }
    assertThat(asked).hasSize(3);
  }

  @Test
  void forgetsWhoWasNotHeardForLong() {
    echoes.heard(node(1), 0);
    assertThat(echoes.ask(Echoes.PEER_MILLIS_MAX + 1)).isEmpty();
  }

  private static NodeId node(int number) {
    byte[] key = new byte[NodeId.BYTES];
    key[0] = (byte) number;
    return new NodeId(Bytes.giving(key));
  }
}
