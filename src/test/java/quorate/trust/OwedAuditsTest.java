package quorate.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.trust.Reckoning.Fault;
import quorate.wire.Judged;

/** What a gateway gains by audits that it skips: it is named. */
class OwedAuditsTest {
  private static final TrustPolicy POLICY = TrustPolicy.DEFAULT;
  private static final NodeId LEADER = Town.node(1);
  private static final long EPOCH = 100;
  private static final long DURING = EPOCH * POLICY.epochMillis() + 1000;
  private static final long AFTER = DURING + POLICY.epochMillis();
  private static final AuditSeed SEED = AuditSeed.of(Town.SECRET, EPOCH);
  private static final int CHANCE = 50_000;

  private final OwedAudits owed = new OwedAudits(POLICY);

  @Test
  void namesNobodyWhenAllThatIsDrawnIsAudited() {
    commit(SEED.commitment(LEADER));
    draw(CHANCE, task -> SEED.draws(task, CHANCE));
    Reckoning reckoning = reveal(SEED).orElseThrow();
    assertThat(reckoning.fault()).isEmpty();
    assertThat(reckoning.drawn()).isEqualTo(1000);
    assertThat(reckoning.owed()).isBetween(30, 75);
    assertThat(reckoning.skipped()).isZero();
  }

  @Test
  void namesALeaderWhenItSkipsAudits() {
    commit(SEED.commitment(LEADER));
    draw(CHANCE, task -> SEED.draws(task, CHANCE) && task.low() % 2 == 0);
    assertThat(reveal(SEED).orElseThrow().fault()).contains(Fault.SKIPPED);
  }

  @Test
  void namesALeaderWhenItAuditsOthersThanAreDrawn() {
    commit(SEED.commitment(LEADER));
    draw(CHANCE, task -> true);
    assertThat(reveal(SEED).orElseThrow().fault()).contains(Fault.OTHERS_DRAWN);
  }

  @Test
  void namesALeaderWhenItDrawsWithLessThanTheLeastChance() {
    commit(SEED.commitment(LEADER));
    draw(POLICY.auditMin() - 1, task -> SEED.draws(task, POLICY.auditMin() - 1));
    assertThat(reveal(SEED).orElseThrow().fault()).contains(Fault.LOW_CHANCE);
  }

  @Test
  void namesALeaderWhenItShowsAnotherSeed() {
    commit(SEED.commitment(LEADER));
    draw(CHANCE, task -> false);
    Bytes chosen = Digest.of(new byte[] {5}).value();
    assertThat(reveal(new AuditSeed(EPOCH, chosen)).orElseThrow().fault())
        .contains(Fault.OTHER_SEED);
  }

  @Test
  void namesALeaderWhenItWithholdsTheSeed() {
    commit(SEED.commitment(LEADER));
    draw(CHANCE, task -> false);
    assertThat(owed.tick(AFTER)).isEmpty();
    assertThat(owed.tick(AFTER + POLICY.epochMillis()))
        .extracting(each -> each.fault().orElseThrow())
        .containsExactly(Fault.SEED_WITHHELD);
    assertThat(owed.tick(AFTER + POLICY.epochMillis())).isEmpty();
  }

  @Test
  void keepsTheFirstCommitmentWhenAnotherFollows() {
    commit(SEED.commitment(LEADER));
    commit(Digest.of(new byte[] {5}));
    draw(CHANCE, task -> SEED.draws(task, CHANCE));
    assertThat(reveal(SEED).orElseThrow().fault()).isEmpty();
  }

  @Test
  void countsNoDrawBeforeTheLeaderIsBound() {
    assertThat(drew(new TaskId(1, 1), false)).isFalse();
    assertThat(owed.bound(LEADER, DURING)).isFalse();
    commit(SEED.commitment(LEADER));
    assertThat(owed.bound(LEADER, DURING)).isTrue();
    assertThat(drew(new TaskId(1, 1), false)).isTrue();
    assertThat(reveal(SEED).orElseThrow().drawn()).isEqualTo(1);
  }

  @Test
  void countsADrawOnceHoweverOftenItIsSaid() {
    commit(SEED.commitment(LEADER));
    TaskId owedTask = new TaskId(7, first(true));
    assertThat(drew(owedTask, false)).isTrue();
    for (int i = 0; i < 30; i++) {
      assertThat(drew(owedTask, false)).isFalse();
    }
    assertThat(reveal(SEED).orElseThrow().fault()).as("one skipped is no fault").isEmpty();
  }

  @Test
  void countsNoDrawThatIsToldAfterTheSeed() {
    commit(SEED.commitment(LEADER));
    reveal(SEED);
    assertThat(drew(new TaskId(1, 1), false)).isFalse();
    assertThat(owed.tick(AFTER + POLICY.epochMillis())).as("it was revealed").isEmpty();
  }

  @Test
  void namesALeaderWhenItWithholdsTheSeedAndCommitsToLaterOnesFirst() {
    commit(SEED.commitment(LEADER));
    draw(CHANCE, task -> false);
    long later = AFTER + POLICY.epochMillis();
    for (long epoch = EPOCH + 1; epoch <= EPOCH + 3; epoch++) {
      owed.committed(LEADER, epoch, SEED.commitment(LEADER), epoch == EPOCH + 1 ? DURING : later);
    }
    assertThat(owed.tick(later))
        .extracting(each -> each.fault().orElseThrow())
        .containsExactly(Fault.SEED_WITHHELD);
  }

  private boolean drew(TaskId task, boolean audited) {
    Judged.Draw draw = new Judged.Draw(Town.node(2), true, CHANCE, EPOCH, audited);
    return owed.drew(LEADER, task, draw, DURING);
  }

  private static long first(boolean drawn) {
    long low = 0;
    while (SEED.draws(new TaskId(7, low), CHANCE) != drawn) {
      low++;
    }
    return low;
  }

  @Test
  void reckonsNothingBeforeTheEpochIsOver() {
    commit(SEED.commitment(LEADER));
    assertThat(owed.revealed(LEADER, EPOCH, SEED.seed(), DURING)).isEmpty();
  }

  @Test
  void countsWhatItHasNoRoomForWhenOneLeaderDrawsTooOften() {
    commit(SEED.commitment(LEADER));
    for (int i = 0; i < OwedAudits.DRAWS_OF_ONE_MAX + 7; i++) {
      draw(new TaskId(0, i), CHANCE, SEED.draws(new TaskId(0, i), CHANCE));
    }
    Reckoning reckoning = reveal(SEED).orElseThrow();
    assertThat(reckoning.unreckoned()).isEqualTo(7);
    assertThat(reckoning.drawn()).isEqualTo(OwedAudits.DRAWS_OF_ONE_MAX);
  }

  private void commit(Digest commitment) {
    owed.committed(LEADER, EPOCH, commitment, DURING);
  }

  private void draw(int chance, Predicate<TaskId> audited) {
    for (int i = 0; i < 1000; i++) {
      TaskId task = new TaskId(7, i);
      draw(task, chance, audited.test(task));
    }
  }

  private void draw(TaskId task, int chance, boolean audited) {
    owed.drew(LEADER, task, new Judged.Draw(Town.node(2), true, chance, EPOCH, audited), DURING);
  }

  private Optional<Reckoning> reveal(AuditSeed seed) {
    return owed.revealed(LEADER, EPOCH, seed.seed(), AFTER);
  }
}
