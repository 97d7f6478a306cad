package quorate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quorate.gateway.ClientFrame.Announced;
import quorate.gateway.ClientFrame.Asked;
import quorate.gateway.ClientFrame.Submit;
import quorate.task.Bytes;
import quorate.task.Kind;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Terms;
import quorate.wire.Message.ModelOffer;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Message.Standing;
import quorate.wire.Samples;

/** What level a task gets: the client's, or the one that its nodes are worth. */
class IntakeTest {
  private static final Bytes PICTURE =
      Bytes.giving(
          Base64.getDecoder()
              .decode(
                  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAA"
                      + "AABJRU5ErkJggg=="));

  /** One answer where nothing is said; as many nodes as tenths of a percent are missing to one. */
  private static final Levels ONE =
      new Levels() {
        @Override
        public int replicas(ModelId model, TaskId task, int nodes) {
          return 1;
        }

        @Override
        public int quorum(int confidence) {
          return 3;
        }

        @Override
        public int confidenceMax() {
          return 990_000;
        }
      };

  @Test
  void asksAsManyAsTheNodesAreWorthWhenNoLevelIsNamed() {
    assertThat(terms(ONE, asked(0, 0, 0))).isEqualTo(level(1, 1));
    assertThat(terms(Levels.THREE, asked(0, 0, 0))).isEqualTo(level(3, 2));
  }

  @Test
  void asksNoFewerThanTheQuorumThatIsNamed() {
    assertThat(terms(ONE, asked(0, 2, 0))).isEqualTo(level(2, 2));
    assertThat(terms(ONE, asked(5, 4, 0))).isEqualTo(level(5, 4));
    assertThat(terms(ONE, asked(3, 0, 0))).isEqualTo(level(3, 2));
  }

  @Test
  void asksAsManyAsAConfidenceNeedsAndAllOfThemMustAgree() {
    assertThat(terms(ONE, asked(0, 0, 0.9))).isEqualTo(level(3, 3));
  }

  @Test
  void tellsALevelThatIsNamedFromTheSameOneThatIsNot() {
    assertThat(sound(Levels.THREE, asked(0, 0, 0)).levelNamed()).isFalse();
    assertThat(sound(Levels.THREE, asked(3, 0, 0)).levelNamed()).isTrue();
    assertThat(sound(Levels.THREE, asked(0, 2, 0)).levelNamed()).isTrue();
    assertThat(sound(ONE, asked(0, 0, 0.9)).levelNamed()).isTrue();
  }

  @Test
  void repeatsNothingWhenTheSameLevelIsNamedOnlyNow() {
    Task usual = sound(Levels.THREE, asked(0, 0, 0));
    Task named = sound(Levels.THREE, asked(3, 2, 0));
    assertThat(named.terms()).isEqualTo(usual.terms());
    assertThat(Intake.repeats(usual, named, asked(3, 2, 0))).isFalse();
    assertThat(Intake.repeats(named, usual, asked(0, 0, 0))).isTrue();
    assertThat(TaskRecord.accepted(usual, 1, 1).sameSubmission(named)).isFalse();
    assertThat(TaskRecord.accepted(named, 1, 1).sameSubmission(usual)).isTrue();
  }

  @Test
  void refusesAConfidenceThatCannotBeMetInsteadOfLoweringIt() {
    assertThat(refused(ONE, asked(0, 0, 0.999))).contains("expected 0.5 to 0.99 (what 15 nodes");
    assertThat(refused(ONE, asked(0, 0, 0.4))).contains("expected 0.5");
    assertThat(refused(Levels.THREE, asked(0, 0, 0.9))).contains("expected 0.5");
  }

  @Test
  void refusesAConfidenceForNowWhenTooFewOperatorsOfferTheModel() {
    Refusal refused = ((Intake.Lacking) check(ONE, asked(0, 0, 0.9), "me", "me", "you")).why();
    assertThat(refused.problem()).isEqualTo(Problem.TOO_FEW_OPERATORS);
    assertThat(refused.detail()).contains("0.9 needs nodes of 3 operators, and 2 offer toybox");
    assertThat(refused.problem().retryable()).isTrue();
    assertThat(check(ONE, asked(3, 3, 0), "me", "me", "you")).isInstanceOf(Intake.Sound.class);
  }

  @Test
  void refusesAConfidenceBesideReplicasOrAQuorum() {
    assertThat(refused(ONE, asked(3, 0, 0.9))).contains("no replicas and no quorum");
    assertThat(refused(ONE, asked(0, 2, 0.9))).contains("no replicas and no quorum");
  }

  @Test
  void repeatsNothingWhenAnotherConfidenceIsAskedFor() {
    Task three = sound(ONE, asked(0, 0, 0.9));
    Task one = sound(ONE, asked(0, 0, 0));
    assertThat(Intake.repeats(three, three, asked(0, 0, 0.9))).isTrue();
    assertThat(Intake.repeats(one, three, asked(0, 0, 0.9))).isFalse();
    assertThat(Intake.repeats(three, one, asked(0, 0, 0))).isTrue();
  }

  private static Asked asked(int replicas, int quorum, double confidence) {
    return new Asked(
        Optional.of(replicas).filter(each -> each > 0),
        Optional.of(quorum).filter(each -> each > 0),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(confidence).filter(each -> each > 0));
  }

  private static List<Integer> level(int replicas, int quorum) {
    return List.of(replicas, quorum);
  }

  private static List<Integer> terms(Levels levels, Asked asked) {
    Terms terms = sound(levels, asked).terms();
    return List.of(terms.replicas(), terms.quorum());
  }

  private static Task sound(Levels levels, Asked asked) {
    return ((Intake.Sound) check(levels, asked)).task();
  }

  private static String refused(Levels levels, Asked asked) {
    return ((Intake.Unsound) check(levels, asked)).why().detail();
  }

  private static Intake.Finding check(Levels levels, Asked asked) {
    return check(levels, asked, "me", "you", "they");
  }

  private static Intake.Finding check(
      Levels levels, Asked asked, String one, String two, String three) {
    Catalogue catalogue = new Catalogue();
    catalogue.seen(Samples.ALICE.id(), seen(one), 1);
    catalogue.seen(Samples.BOB.id(), seen(two), 1);
    catalogue.seen(new NodeId(Samples.SALT), seen(three), 1);
    Submit submit =
        new Submit(
            1, Samples.TASK, "toybox", asked, Announced.NOTHING, PICTURE, false, Optional.empty());
    return new Intake(GatewayLimits.DEFAULTS, Samples.ALICE.id(), catalogue, levels)
        .check(submit, Samples.SESSION, 1);
  }

  private static NodeSeen seen(String operator) {
    ModelOffer offer = new ModelOffer(Samples.MODEL, "toybox", "1", Kind.DETECTION);
    return new NodeSeen(
        "node", operator, Optional.empty(), "", Standing.READY, List.of(offer), 1, 0, 0, 1);
  }
}
