package quorate.node.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.Picture;
import quorate.task.SessionId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Terms;
import quorate.task.Verdict;
import quorate.trust.Trust;
import quorate.trust.TrustInput;
import quorate.trust.TrustPolicy;
import quorate.wire.Keys;

/** Who is banned is named to the door, when it happens and after each start. */
class TrustKeeperTest {
  private static final Keys KEYS = Keys.of(Digest.of(new byte[] {1}).value().toArray());
  private static final NodeId LIAR = node(9);
  private static final int LIES_MAX = 20;

  private final List<NodeId> keptOut = new ArrayList<>();

  @TempDir Path dir;

  @Test
  void namesWhomItBansAndAfterAStartWhomItHadBanned() throws IOException {
    TrustKeeper keeper = keeper();
    keeper.keepOut(keptOut::add);
    assertThat(keptOut).isEmpty();
    for (int lie = 0; lie < LIES_MAX; lie++) {
      keeper.feed(lie(lie));
    }
    assertThat(keptOut).containsExactly(LIAR);

    TrustFile.in(dir, KEYS.id()).save(keeper.read(Trust::remembered));
    keptOut.clear();
    keeper().keepOut(keptOut::add);
    assertThat(keptOut).containsExactly(LIAR);
  }

  private TrustKeeper keeper() throws IOException {
    return TrustKeeper.open(KEYS, TrustPolicy.DEFAULT, dir, Clock.systemUTC());
  }

  /** Three nodes agree, and one says something else. */
  private static TrustInput lie(int number) {
    Task task =
        new Task(
            new TaskId(1, number),
            new SessionId(3, 4),
            KEYS.id(),
            new ModelId(Digest.of(new byte[] {2})),
            Kind.EXACT,
            new Picture(Digest.of(new byte[] {3}), 9, Picture.Format.PNG, 1, 1),
            new Terms(3, 2, 0, 1, 1000),
            1);
    Verdict verdict =
        new Verdict(
            task.id(),
            1,
            Verdict.Outcome.AGREED,
            Optional.of(new Answer.Exact(Bytes.EMPTY)),
            List.of(node(1), node(2), node(3)),
            List.of(LIAR),
            "");
    return new TrustInput.Decided(task, verdict, number);
  }

  private static NodeId node(int number) {
    return new NodeId(Digest.of(new byte[] {4, (byte) number}).value());
  }
}
