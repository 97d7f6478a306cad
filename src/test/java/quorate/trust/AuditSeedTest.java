package quorate.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import quorate.task.TaskId;

class AuditSeedTest {
  private static final AuditSeed SEED = AuditSeed.of(Town.SECRET, 5);

  @Test
  void drawsTheShareThatItIsAskedFor() {
    assertThat(drawn(50_000)).isBetween(900L, 1100L);
    assertThat(drawn(1_000_000)).isEqualTo(20_000);
    assertThat(drawn(0)).isZero();
  }

  @Test
  void drawsMoreButNeverOthersWhenTheChanceRises() {
    for (long i = 0; i < 2000; i++) {
      TaskId task = new TaskId(i, 0);
      assertThat(SEED.draws(task, 50_000) && !SEED.draws(task, 60_000)).isFalse();
    }
  }

  @Test
  void isTheSameAgainAfterARestartAndAnotherInAnotherEpoch() {
    assertThat(AuditSeed.of(Town.SECRET, 5)).isEqualTo(SEED);
    assertThat(AuditSeed.of(Town.SECRET, 6).seed()).isNotEqualTo(SEED.seed());
  }

  @Test
  void bindsTheLeaderTheEpochAndTheSeed() {
    assertThat(SEED.commitment(Town.node(1))).isNotEqualTo(SEED.commitment(Town.node(2)));
    assertThat(new AuditSeed(6, SEED.seed()).commitment(Town.node(1)))
        .isNotEqualTo(SEED.commitment(Town.node(1)));
  }

  private static long drawn(int chance) {
    return LongStream.range(0, 20_000)
        .filter(i -> SEED.draws(new TaskId(i, i * 31), chance))
        .count();
  }
}
