package quorate.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import quorate.dispatch.Breaker.State;

class BreakerTest {
  private static final DispatchPolicy POLICY = DispatchPolicy.DEFAULT;
  private static final long MIN = POLICY.excludeMinMillis();

  private final Breaker breaker = new Breaker(POLICY);

  @Test
  void isActiveAndNotYetProvenAtFirst() {
    assertThat(breaker.state(0)).isEqualTo(State.ACTIVE);
    assertThat(breaker.proven()).isFalse();
  }

  @Test
  void isExcludedAtOnceWhenItFailsAndProbedLater() {
    breaker.failed(0);
    assertThat(breaker.state(MIN - 1)).isEqualTo(State.EXCLUDED);
    assertThat(breaker.state(MIN)).isEqualTo(State.PROBE);
  }

  @Test
  void isActiveAgainWhenTheProbeIsAnswered() {
    breaker.failed(0);
    breaker.state(MIN);
    breaker.proved();
    assertThat(breaker.state(MIN)).isEqualTo(State.ACTIVE);
  }

  @Test
  void isExcludedTwiceAsLongWhenTheProbeFailsUpToAMaximum() {
    long now = 0;
    for (int times = 0; times < 40; times++) {
      breaker.failed(now);
      long excluded = Math.min(POLICY.excludeMaxMillis(), MIN << Math.min(times, 20));
      assertThat(breaker.state(now + excluded - 1)).isEqualTo(State.EXCLUDED);
      now += excluded;
      assertThat(breaker.state(now)).isEqualTo(State.PROBE);
    }
  }

  @Test
  void countsOneFailureWhenItFailsSeveralTimesWhileExcluded() {
    breaker.failed(0);
    breaker.failed(1);
    breaker.failed(2);
    assertThat(breaker.state(MIN)).isEqualTo(State.PROBE);
  }

  @Test
  void isProvenWhenItHasAgreedOftenAndNotFailedSince() {
    agree(4);
    assertThat(breaker.proven()).isFalse();
    agree(1);
    assertThat(breaker.proven()).isTrue();
    breaker.failed(0);
    assertThat(breaker.proven()).isFalse();
  }

  @Test
  void isProvenOnlyWhenItHasMadeUpForEachFailure() {
    long now = 0;
    for (int times = 0; times < 6; times++) {
      breaker.failed(now);
      now += 100 * MIN;
      breaker.state(now);
    }
    agree(6);
    assertThat(breaker.proven()).isFalse();
    agree(1);
    assertThat(breaker.proven()).isTrue();
  }

  private void agree(int times) {
    for (int i = 0; i < times; i++) {
      breaker.agreed();
    }
  }

  @Test
  void isNotProvenByAnAnswerThatNobodyCompared() {
    breaker.failed(0);
    breaker.state(MIN);
    breaker.proved();
    breaker.proved();
    assertThat(breaker.proven()).isFalse();
  }

  @Test
  void isPardonedWhenItWasTheTasksFault() {
    breaker.failed(0);
    breaker.pardon();
    assertThat(breaker.state(0)).isEqualTo(State.ACTIVE);
    breaker.failed(0);
    assertThat(breaker.state(MIN)).isEqualTo(State.PROBE);
  }
}
