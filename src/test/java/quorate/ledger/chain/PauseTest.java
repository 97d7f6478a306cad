package quorate.ledger.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import quorate.ledger.bft.ConsensusPolicy;
import quorate.ledger.state.Mempool;

class PauseTest {
  private static final long NOW = 10_000;

  private final Pause pause = new Pause(policy(100, 1000));

  @BeforeEach
  void begin() {
    pause.begin(NOW);
  }

  @Test
  void isLongWhileNothingWaits() {
    pause.hasten(false, NOW + 50);
    assertThat(pause.endMillis()).isEqualTo(NOW + 1000);
  }

  @Test
  void isShortWhenSomethingWaits() {
    pause.hasten(true, NOW);
    assertThat(pause.endMillis()).isEqualTo(NOW + 100);
  }

  @Test
  void endsAtOnceWhenSomethingComesAfterTheShortOne() {
    pause.hasten(true, NOW + 400);
    assertThat(pause.endMillis()).isEqualTo(NOW + 400);
    pause.hasten(true, NOW + 500);
    assertThat(pause.endMillis()).isEqualTo(NOW + 400);
  }

  @Test
  void staysAwayWhenThereIsNone() {
    pause.end();
    pause.hasten(true, NOW);
    assertThat(pause.endMillis()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void isNeverShorterWhenIdle() {
    assertThatThrownBy(() -> policy(100, 99)).hasMessageContaining("idle");
  }

  private static ReplicaPolicy policy(long pauseMillis, long idleMillis) {
    return new ReplicaPolicy(
        ConsensusPolicy.DEFAULT,
        Mempool.Limits.USUAL,
        pauseMillis,
        idleMillis,
        500,
        1000,
        1000,
        ReplicaPolicy.Snapshots.DEFAULT);
  }
}
