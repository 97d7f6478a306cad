package quorate.taskmap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.Picture;
import quorate.task.Place;
import quorate.task.SessionId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Terms;
import quorate.task.Verdict;
import quorate.wire.Message.ModelOffer;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Message.Standing;
import quorate.wire.TaskSeen;
import quorate.wire.TaskSeen.Ballot;
import quorate.wire.TaskSeen.Phase;
import quorate.wire.TaskSeen.Stage;

/** What the map is told, in short words. */
public final class Seen {
  public static final ModelId MODEL = new ModelId(digest("model"));

  private Seen() {}

  private static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  public static NodeId node(String name) {
    return new NodeId(digest(name).value());
  }

  public static TaskId id(int number) {
    return new TaskId(7, number);
  }

  public static NodeSeen ready(String name, int viewers) {
    return new NodeSeen(
        name,
        "operator",
        Optional.of(new Place(60, 25)),
        "http://127.0.0.1:7070",
        Standing.READY,
        List.of(new ModelOffer(MODEL, "toybox", "1", Kind.DETECTION)),
        4,
        0,
        viewers,
        0);
  }

  /** The same, with so many tasks in work. */
  public static NodeSeen busy(NodeSeen seen, int busy) {
    return new NodeSeen(
        seen.name(),
        seen.operator(),
        seen.place(),
        seen.address(),
        seen.standing(),
        seen.models(),
        seen.slots(),
        busy,
        seen.viewers(),
        seen.startedAtMillis());
  }

  public static Task task(int number, NodeId gateway, long acceptedAt) {
    Picture picture = new Picture(digest("picture"), 10, Picture.Format.PNG, 4, 3);
    Terms terms = new Terms(3, 2, 250_000, 100, 30_000);
    return new Task(
        id(number),
        new SessionId(1, 1),
        gateway,
        MODEL,
        Kind.DETECTION,
        picture,
        terms,
        acceptedAt);
  }

  public static TaskSeen open(int number, NodeId leader, long acceptedAt) {
    return new TaskSeen(
        id(number),
        leader,
        MODEL,
        Phase.ASSIGNED,
        acceptedAt,
        40,
        0,
        List.of(new Ballot(node("b"), Stage.ASKED, 50)),
        Optional.empty());
  }

  /** The same, with one more node. */
  public static TaskSeen withBallot(TaskSeen seen, String node, Stage stage) {
    List<Ballot> ballots = new ArrayList<>(seen.ballots());
    ballots.add(new Ballot(node(node), stage, 70));
    return new TaskSeen(
        seen.task(),
        seen.gateway(),
        seen.model(),
        seen.phase(),
        seen.acceptedAtMillis(),
        seen.ackMillis(),
        seen.verdictMillis(),
        ballots,
        seen.outcome());
  }

  public static TaskSeen decided(
      int number, NodeId leader, long acceptedAt, int millis, Verdict.Outcome outcome) {
    return new TaskSeen(
        id(number),
        leader,
        MODEL,
        Phase.DECIDED,
        acceptedAt,
        40,
        millis,
        List.of(
            new Ballot(node("b"), Stage.AGREED, 50), new Ballot(node("c"), Stage.DISSENTED, 60)),
        Optional.of(outcome));
  }
}
