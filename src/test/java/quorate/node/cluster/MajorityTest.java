package quorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import quorate.task.NodeId;

class MajorityTest {
  private static final long ABSENCE = 600_000;

  private final Majority majority = new Majority(ABSENCE);

  private static NodeId node(int number) {
    return NodeId.ofHex("%064x".formatted(number));
  }

  private static List<NodeId> nodes(int... numbers) {
    return IntStream.of(numbers).mapToObj(MajorityTest::node).toList();
  }

  private void lost(long atMillis, int... numbers) {
    nodes(numbers).forEach(each -> majority.lost(each, atMillis));
  }

  private Optional<Majority.Minority> minority(long atMillis, int... present) {
    return majority.minority(() -> nodes(present), atMillis);
  }

  @Test
  void asksNotWhoIsHereWhenNobodyVanished() {
    assertThat(majority.minority(() -> fail("asked"), 0)).isEmpty();
  }

  @Test
  void isSmallerWhenMoreThanHalfVanished() {
    lost(1000, 0, 1, 2, 3);
    assertThat(minority(2000, 4, 5, 6)).contains(new Majority.Minority(3, 7, ABSENCE - 1000));
  }

  @Test
  void isLargerWhenFewerThanHalfVanished() {
    lost(1000, 0, 1, 2);
    assertThat(minority(2000, 3, 4, 5, 6)).isEmpty();
  }

  @Test
  void onlyTheHalfWithoutTheLeastIsSmallerWhenTheCutIsInTheMiddle() {
    lost(1, 0, 2);
    assertThat(minority(2, 1, 3)).isPresent();
    Majority other = new Majority(ABSENCE);
    nodes(1, 3).forEach(each -> other.lost(each, 1));
    assertThat(other.minority(() -> nodes(0, 2), 2)).isEmpty();
  }

  @Test
  void countsNobodyWhoSaidThatHeLeaves() {
    nodes(1, 2, 3).forEach(each -> majority.says(each, true, 0));
    lost(1000, 1, 2, 3);
    assertThat(minority(2000, 4)).isEmpty();
  }

  @Test
  void countsWhoVanishesWhenHeHasComeBackFromLeaving() {
    nodes(1, 2).forEach(each -> majority.says(each, true, 0));
    nodes(1, 2).forEach(each -> majority.says(each, false, 0));
    lost(1000, 1, 2);
    assertThat(minority(2000, 3)).isPresent();
  }

  @Test
  void isWholeAgainWhenTheOthersAreBack() {
    lost(1000, 1, 2);
    assertThat(minority(2000, 0, 1)).isEmpty();
    assertThat(minority(2000, 0)).isEmpty(); // 1 was back, and has not vanished again
  }

  @Test
  void takesForDeadWhoVanishedLongAgo() {
    lost(1000, 0);
    lost(5000, 1);
    assertThat(minority(1000 + ABSENCE, 2)).isPresent(); // one of two, and not the least
    assertThat(minority(5000 + ABSENCE, 2)).isEmpty();
  }

  @Test
  void isNeverSmallerWhenAbsenceIsNotHeeded() {
    Majority heedless = new Majority(0);
    nodes(1, 2).forEach(each -> heedless.lost(each, 5));
    assertThat(heedless.minority(() -> nodes(3), 5)).isEmpty();
  }

  @Test
  void forgetsTheFirstWhenTooManyVanish() {
    lost(0, IntStream.rangeClosed(1, Majority.VANISHED_MAX + 1).toArray());
    assertThat(minority(9, 0).orElseThrow().known()).isEqualTo(Majority.VANISHED_MAX + 1);
    assertThat(minority(9, 2).orElseThrow().known()).isEqualTo(Majority.VANISHED_MAX);
  }

  private void heard(long atMillis, int... numbers) {
    nodes(numbers).forEach(each -> majority.says(each, false, atMillis));
  }

  @Test
  void isInDoubtWhenMoreThanHalfOfTheMembersFallSilent() {
    heard(1000, 0, 1, 2, 3, 4);
    heard(4000, 3, 4);
    assertThat(majority.inDoubt(nodes(0, 1, 2, 3, 4), 4001)).isTrue();
    heard(4500, 0);
    assertThat(majority.inDoubt(nodes(0, 1, 2, 3, 4), 4501)).isFalse();
  }

  @Test
  void isInDoubtWhenTheSilentAndTheVanishedAreMoreThanHalf() {
    heard(1000, 0, 1, 2, 3, 4);
    lost(3000, 0, 1);
    heard(4000, 3, 4);
    assertThat(minority(4001, 2, 3, 4)).isEmpty();
    assertThat(majority.inDoubt(nodes(2, 3, 4), 4001)).isTrue();
  }

  @Test
  void isInNoDoubtOfMembersThatHaveNotSpokenYet() {
    heard(9000, 4);
    assertThat(majority.inDoubt(nodes(0, 1, 2, 3, 4), 9001)).isFalse();
  }

  @Test
  void isNeverInDoubtWhenAbsenceIsNotHeeded() {
    Majority heedless = new Majority(0);
    nodes(1, 2).forEach(each -> heedless.says(each, false, 5));
    assertThat(heedless.inDoubt(nodes(1, 2, 3), 99_000)).isFalse();
  }

  @Test
  void isInDoubtNoLongerThanAbsence() {
    heard(1000, 0, 1, 2);
    lost(2000, 0, 1);
    heard(2000 + ABSENCE, 2);
    assertThat(majority.inDoubt(nodes(2), 1999 + ABSENCE)).isTrue();
    assertThat(majority.inDoubt(nodes(2), 2000 + ABSENCE)).isFalse();
  }

  @Test
  void isWholeAWhileAfterTheLastOneIsBack() {
    heard(1000, 0, 1);
    assertThat(majority.whole(nodes(0, 1, 2), 2000)).isTrue(); // 2 has not spoken yet
    lost(4000, 2);
    heard(4000, 0, 1);
    assertThat(majority.whole(nodes(0, 1), 4001)).isFalse();
    heard(8000, 0, 1);
    assertThat(majority.whole(nodes(0, 1, 2), 8001)).isFalse();
    heard(8000 + Majority.MERGE_MILLIS, 0, 1, 2);
    assertThat(majority.whole(nodes(0, 1, 2), 8000 + Majority.MERGE_MILLIS)).isFalse();
    assertThat(majority.whole(nodes(0, 1, 2), 8001 + Majority.MERGE_MILLIS)).isTrue();
  }

  @Test
  void isWholeAWhileAfterTheLastOneIsBackThoughNobodyAskedMeanwhile() {
    long back = 1000 + 2 * Majority.MERGE_MILLIS;
    lost(1000, 2);
    assertThat(majority.merging(nodes(0, 1), back - 1)).isFalse();
    heard(back, 0, 1, 2);
    assertThat(majority.whole(nodes(0, 1, 2), back)).isFalse();
    assertThat(majority.merging(nodes(0, 1, 2), back + 1)).isTrue();
    assertThat(majority.merging(nodes(0, 1, 2), back + Majority.MERGE_MILLIS)).isFalse();
    lost(2 * back, 2);
    long again = 2 * back + Majority.MERGE_MILLIS / 2;
    assertThat(majority.minority(() -> nodes(0, 1, 2), again)).isEmpty();
    heard(again, 0, 1, 2);
    assertThat(majority.whole(nodes(0, 1, 2), again + Majority.MERGE_MILLIS - 1)).isFalse();
  }

  @Test
  void isNotWholeWhileAMemberIsSilent() {
    heard(1000, 0, 1);
    assertThat(majority.whole(nodes(0, 1), 4000)).isFalse();
    heard(4000 + Majority.MERGE_MILLIS, 0, 1);
    assertThat(majority.whole(nodes(0, 1), 4000 + Majority.MERGE_MILLIS)).isTrue();
  }

  @Test
  void isInNoDoubtOfWhoLeavesOrIsStartedAnewOrIsSilentForEver() {
    heard(1000, 0, 1, 2);
    nodes(0, 1).forEach(each -> majority.says(each, true, 1500));
    heard(8000, 2);
    assertThat(majority.inDoubt(nodes(0, 1, 2), 8001)).as("they leave").isFalse();
    lost(8001, 0, 1);
    assertThat(majority.inDoubt(nodes(0, 1, 2), 8002)).as("they are back, and start").isFalse();
    heard(9000, 0, 1);
    heard(9000 + ABSENCE, 2);
    assertThat(majority.inDoubt(nodes(0, 1, 2), 9000 + ABSENCE)).as("for ever").isFalse();
  }
}
