package quorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AllowanceTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long FIRST = Allowance.BURST_NANOS / Allowance.ESTIMATE_NANOS;

  private final Allowance allowance = new Allowance(-SECOND);

  @Test
  void letsTheFirstBeginAtOnceAndTheNextWaitForTheirTurn() {
    for (int i = 0; i < FIRST; i++) {
      assertThat(allowance.take(0)).isEqualTo(OptionalLong.of(0));
    }
    long next = allowance.take(0).orElseThrow();
    long afterIt = allowance.take(0).orElseThrow();
    assertThat(next).isPositive();
    assertThat(afterIt - next).isEqualTo((long) (Allowance.ESTIMATE_NANOS / Allowance.SHARE));
  }

  @Test
  void sendsAwayWhoWouldWaitTooLong() {
    long taken = 0;
    OptionalLong wait = allowance.take(0);
    while (wait.isPresent()) {
      assertThat(wait.getAsLong()).isLessThanOrEqualTo(Allowance.WAIT_NANOS_MAX);
      assertThat(++taken).isLessThan(100);
      wait = allowance.take(0);
    }
    assertThat(allowance.take(SECOND)).as("a second later").isPresent();
  }

  @Test
  void costsAMemberNothing() {
    for (int i = 0; i < 100; i++) {
      assertThat(allowance.take(0)).isEqualTo(OptionalLong.of(0));
      allowance.settle(0);
    }
  }

  @Test
  void countsAFirstHandshakeOfAProcessAsOneThatIsMerelySlow() {
    allowance.take(0);
    allowance.settle(SECOND);
    assertThat(allowance.take(0)).isEqualTo(OptionalLong.of(0));
  }

  @Test
  void keepsStrangersToTheirShareHoweverManyKnock() {
    Random random = new Random(1);
    PriorityQueue<Long> turns = new PriorityQueue<>();
    long spent = 0;
    long now = 0;
    while (now < 100 * SECOND) {
      now += random.nextLong(2_000_000); // a thousand a second
      long knocks = now;
      allowance.take(now).ifPresent(wait -> turns.add(knocks + wait));
      while (!turns.isEmpty() && turns.peek() <= now) {
        long cost = 1_000_000 + random.nextLong(4_000_000);
        spent += cost;
        allowance.settle(cost);
        turns.remove();
      }
    }
    double share = spent / (double) now;
    assertThat(share).isBetween(Allowance.SHARE * 0.9, Allowance.SHARE * 1.1);
  }
}
