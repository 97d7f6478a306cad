package quorate.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Verdict;
import quorate.trust.TrustInput.AnsweredLate;
import quorate.trust.TrustInput.Awaited;
import quorate.trust.TrustInput.Decided;
import quorate.trust.TrustInput.Ready;
import quorate.trust.TrustInput.SeedCommitted;
import quorate.trust.TrustInput.SeedRevealed;
import quorate.trust.TrustInput.Tick;
import quorate.trust.TrustInput.Told;
import quorate.trust.TrustOrder.Banned;
import quorate.trust.TrustOrder.Commit;
import quorate.trust.TrustOrder.Fell;
import quorate.trust.TrustOrder.Reveal;
import quorate.trust.TrustOrder.Tell;
import quorate.wire.Judged;

class TrustTest {
  private static final long START = 1_700_000_000_000L;
  private static final long TWO_DAYS = TrustPolicy.DEFAULT.afterMillis();

  private Trust trust = new Trust(Town.SELF, Town.SECRET, TrustPolicy.DEFAULT);
  private long now = START;
  private int number;

  @Test
  void trustsAfterThirtyAnswersAndTwoDaysAndNotBefore() {
    agree(29, 1, 2);
    now += TWO_DAYS;
    assertThat(rating(1)).isEqualTo(Rating.NEW);
    agree(1, 1, 2);
    assertThat(rating(1)).isEqualTo(Rating.TRUSTED);
  }

  @Test
  void trustsNobodyBeforeTwoDaysAreOver() {
    agree(500, 1, 2);
    now += TWO_DAYS - 1;
    assertThat(rating(1)).isEqualTo(Rating.NEW);
    now++;
    assertThat(rating(1)).isEqualTo(Rating.TRUSTED);
  }

  @Test
  void trustsNobodyForAnswersThatNobodyCompared() {
    agree(500, 1);
    now += TWO_DAYS;
    assertThat(rating(1)).isEqualTo(Rating.NEW);
    assertThat(trust.reputation(Town.node(1), Town.MODEL).counts().alone()).isEqualTo(500);
  }

  @Test
  void trustsWithOneModelOnlyWhereItWasSeen() {
    makeTrusted(1, 2);
    quorate.task.ModelId other = new quorate.task.ModelId(quorate.task.Digest.of(new byte[] {2}));
    assertThat(trust.rating(Town.node(1), other, now)).isEqualTo(Rating.NEW);
  }

  @Test
  void fallsAtOnceWhenItIsWrong() {
    makeTrusted(1, 2, 3);
    List<TrustOrder> orders = decide(List.of(2, 3), List.of(1));
    assertThat(rating(1)).isEqualTo(Rating.NEW);
    assertThat(orders).contains(new Fell(new Subject(Town.node(1), Town.MODEL)));
    assertThat(rating(2)).isEqualTo(Rating.TRUSTED);
  }

  @Test
  void fallsWhenItIsWrongAfterTheVerdict() {
    makeTrusted(1, 2);
    Task task = task(3);
    trust.on(new Awaited(task, 1, now));
    trust.on(new AnsweredLate(task.id(), Town.node(1), false, now));
    assertThat(rating(1)).isEqualTo(Rating.NEW);
  }

  @Test
  void bansNobodyForContradictingTwoThatWereFaster() {
    for (int i = 0; i < 50; i++) {
      contradictLate(List.of(2, 3));
    }
    assertThat(rating(1)).isEqualTo(Rating.NEW);
    for (int i = 0; i < 5; i++) {
      contradictLate(List.of(2, 3, 4));
    }
    assertThat(rating(1)).isEqualTo(Rating.BANNED);
  }

  @Test
  void bansNobodyWhenSeveralThatWereLateSayOtherwise() {
    for (int i = 0; i < 50; i++) {
      Task task = task(5);
      decide(task, List.of(2, 3, 4), List.of());
      trust.on(new Awaited(task, 2, now));
      trust.on(new AnsweredLate(task.id(), Town.node(1), false, now));
      trust.on(new AnsweredLate(task.id(), Town.node(5), false, now));
    }
    assertThat(rating(1)).isEqualTo(Rating.NEW);
    assertThat(rating(5)).isEqualTo(Rating.NEW);
  }

  /** Node 1 says otherwise, after these have agreed. */
  private void contradictLate(List<Integer> agreed) {
    Task task = task(3);
    decide(task, agreed, List.of());
    trust.on(new Awaited(task, 1, now));
    trust.on(new AnsweredLate(task.id(), Town.node(1), false, now));
  }

  @Test
  void auditsATrustedNodeLikewiseWhenANewOneHasSaidTheSameBefore() {
    present(5);
    makeTrusted(1, 2, 3);
    audits(3000);
    int audited = 0;
    for (int i = 0; i < 2000; i++) {
      Task task = task(1);
      assertThat(trust.more(task, nodes(4), nodes(), now)).as("a new one alone").isEqualTo(1);
      audited += trust.more(task, nodes(1, 4), nodes(), now) > 0 ? 1 : 0;
      decide(task, List.of(1, 4), List.of());
    }
    assertThat(audited).isBetween(60, 140);
  }

  @Test
  void auditsNewNodesThatAgreeWhereATrustedOneWouldHaveAnsweredAlone() {
    present(9);
    makeTrusted(1, 2, 3);
    Task task = task(1);
    assertThat(trust.more(task, nodes(4, 5), nodes(), now)).isEqualTo(2);
    assertThat(trust.more(task, nodes(4, 5), nodes(6), now)).as("one voice").isEqualTo(2);
    assertThat(trust.more(task, nodes(6, 7, 8), nodes(4, 5), now)).isLessThanOrEqualTo(0);
  }

  @Test
  void hearsNothingOfALeaderThatHasNotBoundItself() {
    makeTrusted(1, 2);
    trust.on(new Told(Town.node(8), judged(List.of(2, 3), List.of(1), Optional.empty()), now));
    assertThat(rating(1)).isEqualTo(Rating.TRUSTED);
    tell(8, List.of(2, 3), List.of(1));
    assertThat(rating(1)).isEqualTo(Rating.NEW);
  }

  @Test
  void hearsTheSameWordOnce() {
    present(8);
    bind(8);
    Told told = new Told(Town.node(8), judged(List.of(1, 2), List.of(), Optional.empty()), now);
    for (int i = 0; i < 20; i++) {
      trust.on(told);
    }
    assertThat(trust.reputation(Town.node(1), Town.MODEL).counts().heard()).isEqualTo(1);
  }

  @Test
  void remembersNothingOfModelsThatOnlyAnotherSpeaksOf() {
    present(8);
    bind(8);
    int before = trust.remembered().entries().size();
    for (int i = 0; i < 100; i++) {
      ModelId made = new ModelId(Digest.of(new byte[] {9, (byte) i}));
      TaskId task = task(3).id();
      Judged judged = new Judged(task, made, false, nodes(1, 2, 3), nodes(), Optional.empty());
      trust.on(new Told(Town.node(8), judged, now));
    }
    assertThat(trust.remembered().entries()).hasSize(before);
  }

  @Test
  void namesNobodyForAnEpochInWhichThisNodeWasOff() {
    bind(8);
    long epoch = AuditSeed.epochAt(now, TrustPolicy.DEFAULT);
    trust.on(new Tick(now));
    Judged.Draw draw = new Judged.Draw(Town.node(1), true, 50_000, epoch, false);
    trust.on(new Told(Town.node(8), judged(List.of(1), List.of(), Optional.of(draw)), now));
    now += 3 * TrustPolicy.DEFAULT.epochMillis();
    trust.on(new Tick(now));
    assertThat(trust.named(Town.node(8))).isFalse();
  }

  @Test
  void hearsALeaderAgainADayAfterItWithheldItsSeed() {
    bind(8);
    long epoch = AuditSeed.epochAt(now, TrustPolicy.DEFAULT);
    Judged.Draw draw = new Judged.Draw(Town.node(1), true, 50_000, epoch, false);
    trust.on(new Told(Town.node(8), judged(List.of(1), List.of(), Optional.of(draw)), now));
    long named = now + 2 * TrustPolicy.DEFAULT.epochMillis();
    for (; now <= named; now += 1_000_000) {
      trust.on(new Tick(now));
    }
    assertThat(trust.named(Town.node(8))).isTrue();
    assertThat(trust.remembered().named()).as("no proof").isEmpty();
    now += Leaders.DOUBTED_MILLIS;
    trust.on(new Tick(now));
    assertThat(trust.named(Town.node(8))).isFalse();
  }

  @Test
  void countsWorkThatWasRightAndLate() {
    Task task = task(3);
    trust.on(new Awaited(task, 1, now));
    trust.on(new AnsweredLate(task.id(), Town.node(1), true, now));
    assertThat(trust.reputation(Town.node(1), Town.MODEL).streak().valid()).isEqualTo(1);
  }

  @Test
  void bansWhoIsWrongAgainAndAgainAndNobodyForTwice() {
    for (int i = 0; i < 2; i++) {
      decide(List.of(2, 3, 4), List.of(1));
    }
    assertThat(rating(1)).isEqualTo(Rating.NEW);
    List<TrustOrder> orders = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      orders.addAll(decide(List.of(2, 3, 4), List.of(1)));
    }
    assertThat(rating(1)).isEqualTo(Rating.BANNED);
    assertThat(orders.stream().filter(order -> order instanceof Banned)).hasSize(1);
  }

  @Test
  void bansNobodyForWhatOnlyOneOfTwoContradicts() {
    for (int i = 0; i < 50; i++) {
      decide(List.of(2, 3), List.of(1));
    }
    assertThat(rating(1)).isEqualTo(Rating.NEW);
  }

  @Test
  void bansNobodyOnAnothersWord() {
    agree(1, 1, 2);
    for (int i = 0; i < 50; i++) {
      tell(8, List.of(2, 3, 4), List.of(1));
    }
    assertThat(rating(1)).isEqualTo(Rating.NEW);
  }

  @Test
  void trustsHalfOnAnothersWordAndNotAtAllWhenItSpeaksOfItself() {
    present(8);
    for (int i = 0; i < 100; i++) {
      tell(8, List.of(1, 2, 8), List.of());
    }
    agree(14, 1, 8);
    now += TWO_DAYS;
    assertThat(rating(1)).isEqualTo(Rating.NEW);
    agree(1, 1, 8);
    assertThat(rating(1)).isEqualTo(Rating.TRUSTED);
    assertThat(rating(8)).isEqualTo(Rating.NEW);
  }

  @Test
  void losesTrustOnAnothersWord() {
    makeTrusted(1, 2);
    tell(8, List.of(2, 3), List.of(1));
    assertThat(rating(1)).isEqualTo(Rating.NEW);
  }

  @Test
  void hearsNoMoreOfALeaderThatSkipsItsAudits() {
    makeTrusted(1, 2);
    long epoch = AuditSeed.epochAt(now, TrustPolicy.DEFAULT);
    AuditSeed seed = AuditSeed.of(Town.SECRET, epoch);
    NodeId leader = Town.node(8);
    trust.on(new SeedCommitted(leader, epoch, seed.commitment(leader), now));
    for (int i = 0; i < 200; i++) {
      Judged.Draw draw = new Judged.Draw(Town.node(1), true, 50_000, epoch, false);
      trust.on(new Told(leader, judged(List.of(1), List.of(), Optional.of(draw)), now));
    }
    now += TrustPolicy.DEFAULT.epochMillis();
    trust.on(new SeedRevealed(leader, epoch, seed.seed(), now));
    assertThat(trust.named(leader)).isTrue();
    tell(8, List.of(2, 3), List.of(1));
    assertThat(rating(1)).isEqualTo(Rating.TRUSTED);
    now += Leaders.DOUBTED_MILLIS;
    trust.on(new Tick(now));
    tell(8, List.of(2, 3), List.of(1));
    assertThat(rating(1)).as("a day later").isEqualTo(Rating.NEW);
  }

  @Test
  void asksThreeWhenNobodyIsTrustedAndOneWhenThereAreOthersToContradictIt() {
    assertThat(trust.replicas(Town.MODEL, new TaskId(1, 1), 7)).isEqualTo(3);
    assertThat(trust.replicas(Town.MODEL, new TaskId(1, 1), 2)).isEqualTo(2);
    present(3);
    makeTrusted(1, 2, 3);
    assertThat(trust.replicas(Town.MODEL, new TaskId(1, 1), 7)).isEqualTo(1);
  }

  @Test
  void asksThreeWhenAllTrustedOnesBelongToTwoOperators() {
    for (int i = 1; i <= 6; i++) {
      trust.on(new Ready(Town.node(i), "operator " + i % 2, List.of(Town.MODEL), now));
    }
    makeTrusted(1, 2, 3, 4, 5, 6);
    assertThat(trust.replicas(Town.MODEL, new TaskId(1, 1), 7)).isEqualTo(3);
  }

  @Test
  void auditsAllAnswersAtFirstAndFewWhenManyHeld() {
    present(3);
    makeTrusted(1, 2, 3);
    assertThat(audits(100)).isGreaterThan(20);
    int before = audits(2000);
    assertThat(audits(2000)).isBetween(60, 140).isLessThan(before);
  }

  @Test
  void wantsNothingMoreInASmallNetworkOfNewNodes() {
    present(7);
    assertThat(trust.more(task(3), nodes(1, 2), nodes(3), now)).isZero();
    assertThat(trust.more(task(1), nodes(1), nodes(), now)).isZero();
  }

  @Test
  void wantsAMarginAmongStrangers() {
    present(12);
    assertThat(trust.more(task(3), nodes(1, 2), nodes(3), now)).isEqualTo(1);
    assertThat(trust.more(task(3), nodes(1, 2, 4), nodes(3), now)).isZero();
  }

  @Test
  void countsThoseAskedTogetherAsOneVoiceWhenAnAuditContradictsThem() {
    present(12);
    Task task = task(3);
    assertThat(trust.more(task, nodes(1, 2, 3), nodes(), now)).isEqualTo(2);
    assertThat(trust.more(task, nodes(1, 2, 3), nodes(4), now)).isEqualTo(2);
    assertThat(trust.more(task, nodes(4, 5, 6, 7), nodes(1, 2, 3), now)).isLessThanOrEqualTo(0);
  }

  @Test
  void auditsEverythingWhenARareAuditFails() {
    present(5);
    makeTrusted(1, 2, 3);
    audits(1000);
    int failed = 0;
    while (!trust.alarmed() && failed < 5) {
      makeTrusted(1, 2, 3);
      audits(600);
      failed += lie() ? 1 : 0;
    }
    assertThat(trust.alarmed()).isTrue();
    assertThat(audits(20)).isEqualTo(20);
  }

  @Test
  void knowsTheSameAfterARestart() {
    makeTrusted(1, 2);
    for (int i = 0; i < 6; i++) {
      decide(List.of(2, 3, 4), List.of(5));
    }
    Remembered kept = trust.remembered();
    trust = new Trust(Town.SELF, Town.SECRET, TrustPolicy.DEFAULT);
    trust.restore(kept);
    assertThat(rating(1)).isEqualTo(Rating.TRUSTED);
    assertThat(rating(5)).isEqualTo(Rating.BANNED);
    assertThat(trust.remembered()).isEqualTo(kept);
  }

  @Test
  void forgetsTheOneUnseenForLongestWhenThereAreTooManyAndNeverABan() {
    TrustPolicy d = TrustPolicy.DEFAULT;
    TrustPolicy small =
        new TrustPolicy(
            d.validMin(),
            d.afterMillis(),
            d.auditMin(),
            d.auditFactor(),
            d.newcomers(),
            d.trustedMin(),
            d.crowdMin(),
            d.margin(),
            d.wrong(),
            d.lying(),
            d.falseBans(),
            d.tolerated(),
            d.epochMillis(),
            4);
    trust = new Trust(Town.SELF, Town.SECRET, small);
    for (int i = 0; i < 6; i++) {
      decide(List.of(2, 3, 4), List.of(1));
    }
    decide(List.of(5, 6, 7), List.of());
    assertThat(rating(1)).isEqualTo(Rating.BANNED);
    assertThat(trust.remembered().entries()).hasSize(4);
    assertThat(trust.reputation(Town.node(2), Town.MODEL)).isEqualTo(Reputation.NONE);
  }

  @Test
  void tellsItsCommitmentsBeforeAndItsSeedsAfter() {
    List<TrustOrder> orders = trust.on(new Tick(now));
    long epoch = AuditSeed.epochAt(now, TrustPolicy.DEFAULT);
    assertThat(orders.stream().filter(o -> o instanceof Commit).map(o -> ((Commit) o).epoch()))
        .containsExactly(epoch, epoch + 1);
    assertThat(orders).contains(new Reveal(epoch - 1, AuditSeed.of(Town.SECRET, epoch - 1).seed()));
    assertThat(trust.on(new Tick(now + 1))).isEmpty();
  }

  // ---- what happens

  private void makeTrusted(int... nodes) {
    agree(30, nodes);
    now += TWO_DAYS;
    trust.on(new Tick(now));
  }

  private void present(int nodes) {
    for (int i = 1; i <= nodes; i++) {
      trust.on(new Ready(Town.node(i), "operator " + i, List.of(Town.MODEL), now));
    }
    trust.on(new Tick(now));
  }

  private void agree(int times, int... nodes) {
    for (int i = 0; i < times; i++) {
      decide(IntStream.of(nodes).boxed().toList(), List.of());
    }
  }

  private List<TrustOrder> decide(List<Integer> agreed, List<Integer> dissent) {
    return decide(task(3), agreed, dissent);
  }

  private List<TrustOrder> decide(Task task, List<Integer> agreed, List<Integer> dissent) {
    Answer answer = new Answer.Exact(Bytes.EMPTY);
    Verdict verdict =
        new Verdict(
            task.id(),
            1,
            Verdict.Outcome.AGREED,
            Optional.of(answer),
            nodes(agreed),
            nodes(dissent),
            "");
    List<TrustOrder> orders = trust.on(new Decided(task, verdict, now));
    assertThat(orders).anyMatch(order -> order instanceof Tell);
    return orders;
  }

  /** Node 1 answers alone; how many of its answers are audited, by node 2. */
  private int audits(int tasks) {
    int audited = 0;
    for (int i = 0; i < tasks; i++) {
      Task task = task(1);
      boolean owed = trust.more(task, nodes(1), nodes(), now) > 0;
      audited += owed ? 1 : 0;
      decide(task, owed ? List.of(1, 2, 3) : List.of(1), List.of());
    }
    return audited;
  }

  /** Node 1 lies until an audit catches it. */
  private boolean lie() {
    for (int i = 0; i < 1000; i++) {
      Task task = task(1);
      if (trust.more(task, nodes(1), nodes(), now) > 0) {
        decide(task, List.of(2, 3, 4), List.of(1));
        return true;
      }
      decide(task, List.of(1), List.of());
    }
    return false;
  }

  /** A leader binds itself to the seed of the current epoch, as all do. */
  private void bind(int leader) {
    long epoch = AuditSeed.epochAt(now, TrustPolicy.DEFAULT);
    NodeId node = Town.node(leader);
    AuditSeed seed = AuditSeed.of(Town.SECRET, epoch);
    trust.on(new SeedCommitted(node, epoch, seed.commitment(node), now));
  }

  private void tell(int leader, List<Integer> agreed, List<Integer> dissent) {
    bind(leader);
    trust.on(new Told(Town.node(leader), judged(agreed, dissent, Optional.empty()), now));
  }

  private Judged judged(List<Integer> agreed, List<Integer> dissent, Optional<Judged.Draw> draw) {
    return new Judged(task(3).id(), Town.MODEL, false, nodes(agreed), nodes(dissent), draw);
  }

  private Task task(int replicas) {
    return Town.task(++number, replicas);
  }

  private Rating rating(int node) {
    return trust.rating(Town.node(node), Town.MODEL, now);
  }

  private static List<NodeId> nodes(List<Integer> numbers) {
    return numbers.stream().map(Town::node).toList();
  }

  private static List<NodeId> nodes(int... numbers) {
    return IntStream.of(numbers).mapToObj(Town::node).toList();
  }
}
