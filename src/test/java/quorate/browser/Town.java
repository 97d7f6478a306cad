package quorate.browser;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import quorate.task.Answer;
import quorate.task.Box;
import quorate.task.Bytes;
import quorate.task.Detection;
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
import quorate.taskmap.TaskLog;
import quorate.wire.Message;
import quorate.wire.Message.ModelOffer;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Message.Standing;
import quorate.wire.Note;
import quorate.wire.Proof;
import quorate.wire.Question;

/** Nodes that live only in their messages: what a network would say to the node under test. */
final class Town {
  static final ModelId MODEL = new ModelId(Digest.of(bytes("toybox")));
  static final List<String> LABELS = List.of("star", "mug", "key", "leaf", "anchor");
  static final int WIDTH = 640;
  static final int HEIGHT = 480;

  private final LocalBus bus;
  private final Map<NodeId, Resident> residents = new LinkedHashMap<>();
  private final Map<NodeId, TaskLog> logs = new LinkedHashMap<>();
  private final Map<TaskId, Verdict> verdicts = new LinkedHashMap<>();
  private final Map<TaskId, Map<NodeId, Answer.Detections>> answers = new LinkedHashMap<>();
  private long tasks;

  Town(LocalBus bus) {
    this.bus = bus;
  }

  /** A node with a key of its own moves in. */
  synchronized void add(NodeId id, String name) {
    residents.put(id, new Resident(id, name, Optional.empty(), Standing.READY));
    logs.put(id, new TaskLog(id));
  }

  /** Somebody who speaks on the bus. */
  record Resident(NodeId id, String name, Optional<Place> place, Standing standing) {}

  static NodeId id(String name) {
    return new NodeId(Digest.of(bytes(name)).value());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A node moves in; the first is the one under test. */
  synchronized NodeId add(String name, Optional<Place> place, Standing standing) {
    NodeId id = residents.isEmpty() ? bus.self() : id(name);
    residents.put(id, new Resident(id, name, place, standing));
    logs.put(id, new TaskLog(id));
    return id;
  }

  synchronized List<NodeId> ids() {
    return List.copyOf(residents.keySet());
  }

  synchronized void remove(NodeId id) {
    residents.remove(id);
    bus.note(new Note.NodeGone(id));
  }

  /** Every node says what it says every second. */
  synchronized void speak(int viewers) {
    int index = 0;
    for (Resident each : residents.values()) {
      index++;
      bus.from(each.id(), seen(each, index, index == 1 ? viewers : 0));
    }
  }

  private static NodeSeen seen(Resident each, int index, int viewers) {
    return new NodeSeen(
        each.name(),
        "operator " + (index % 5 + 1),
        each.place(),
        "http://127.0.0.1:" + (7070 + index % 1000),
        each.standing(),
        List.of(new ModelOffer(MODEL, "toybox", "1", Kind.DETECTION)),
        4,
        index % 3,
        viewers,
        1_790_000_000_000L);
  }

  /** A new task, accepted by {@code leader} now. */
  synchronized Task accept(NodeId leader, long now, int ackMillis) {
    tasks++;
    return accept(
        TaskId.of(new UUID(now << 16 | 0x7000, 0x8000_0000_0000_0000L + tasks * 7919)),
        leader,
        now,
        ackMillis);
  }

  /** The same under a given id. */
  synchronized Task accept(TaskId id, NodeId leader, long now, int ackMillis) {
    Picture picture =
        new Picture(Digest.of(bytes("picture")), 1000, Picture.Format.PNG, WIDTH, HEIGHT);
    Task task =
        new Task(
            id,
            new SessionId(1, 2),
            leader,
            MODEL,
            Kind.DETECTION,
            picture,
            new Terms(3, 2, 250_000, 100, 30_000),
            now);
    log(leader, new TaskLog.Noted(new Note.LeadTask(task, 1, ackMillis), now));
    return task;
  }

  synchronized void assign(Task task, List<NodeId> nodes, long now) {
    for (NodeId node : nodes) {
      log(task.gateway(), new TaskLog.Noted(new Note.TaskAssigned(task.id(), 1, node, 0), now));
    }
  }

  synchronized void commit(Task task, NodeId node, long now) {
    var said = new Message.AnswerCommitted(task.id(), 1, Digest.of(bytes("sealed")));
    log(task.gateway(), new TaskLog.Heard(node, said, now));
  }

  synchronized void reveal(Task task, NodeId node, long now) {
    var said =
        new Message.AnswerRevealed(
            task.id(),
            1,
            Question.of(task).digest(),
            Bytes.giving(new byte[32]),
            honest(task.id()));
    log(task.gateway(), new TaskLog.Heard(node, said, now));
  }

  /** The verdict: these agree, those do not; nobody agrees when it is disputed. */
  synchronized void decide(Task task, List<NodeId> agreed, List<NodeId> dissent, long now) {
    Answer.Detections answer = honest(task.id());
    Verdict verdict =
        agreed.isEmpty()
            ? new Verdict(
                task.id(),
                1,
                Verdict.Outcome.DISPUTED,
                Optional.empty(),
                List.of(),
                dissent,
                "no two nodes agree")
            : new Verdict(
                task.id(), 1, Verdict.Outcome.AGREED, Optional.of(answer), agreed, dissent, "");
    verdicts.put(task.id(), verdict);
    Map<NodeId, Answer.Detections> said = new LinkedHashMap<>();
    agreed.forEach(node -> said.put(node, answer));
    int lie = 0;
    for (NodeId node : dissent) {
      said.put(node, lying(task.id(), lie++));
    }
    answers.put(task.id(), said);
    Proof proof = new Proof(task, verdict, List.of(), List.of());
    log(task.gateway(), new TaskLog.Noted(new Note.VerdictReached(task, verdict, proof), now));
  }

  /** A whole task at once, with times as given. */
  Task whole(int leader, long acceptedAt, int ackMillis, int verdictMillis, int dissents) {
    List<NodeId> all = ids();
    NodeId lead = all.get(leader % all.size());
    List<NodeId> asked = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      asked.add(all.get((leader + i) % all.size()));
    }
    Task task = accept(lead, acceptedAt, ackMillis);
    assign(task, asked, acceptedAt + ackMillis);
    asked.forEach(node -> commit(task, node, acceptedAt + verdictMillis / 2));
    asked.forEach(node -> reveal(task, node, acceptedAt + verdictMillis - 5));
    int agreeing = dissents == 3 ? 0 : 3 - dissents;
    decide(
        task, asked.subList(0, agreeing), asked.subList(agreeing, 3), acceptedAt + verdictMillis);
    return task;
  }

  /** Leaders tell what is new; the node under test tells its own by itself. */
  synchronized void beat() {
    logs.forEach((id, log) -> {
      if (!id.equals(bus.self())) {
        log.on(new TaskLog.Beat(1)).forEach(seen -> bus.from(id, seen));
      }
    });
  }

  private void log(NodeId leader, TaskLog.Input input) {
    if (!leader.equals(bus.self())) {
      Objects.requireNonNull(logs.get(leader)).on(input);
      return;
    }
    switch (input) {
      case TaskLog.Noted(Note note, long at) -> bus.note(note);
      case TaskLog.Heard(NodeId speaker, Message said, long at) -> bus.from(speaker, said);
      case TaskLog.Beat beat -> throw new IllegalStateException();
    }
  }

  synchronized Optional<Verdict> verdict(TaskId id) {
    return Optional.ofNullable(verdicts.get(id));
  }

  synchronized Map<NodeId, Answer.Detections> answers(TaskId id) {
    return answers.getOrDefault(id, Map.of());
  }

  /** Four objects, in places that depend on the task. */
  static Answer.Detections honest(TaskId id) {
    int shift = (int) Math.floorMod(id.low(), 5L) * 20_000;
    return new Answer.Detections(
        WIDTH,
        HEIGHT,
        List.of(
            new Detection(
                "star", 0, 973_000, new Box(100_000, 80_000 + shift, 430_000, 330_000 + shift)),
            new Detection("mug", 1, 941_000, new Box(480_000, 390_000, 880_000, 640_000)),
            new Detection(
                "key", 2, 887_000, new Box(150_000 + shift, 620_000, 420_000 + shift, 900_000)),
            new Detection("leaf", 3, 655_000, new Box(600_000, 90_000, 860_000, 300_000))));
  }

  private static Answer.Detections lying(TaskId id, int which) {
    int shift = which * 60_000;
    return new Answer.Detections(
        WIDTH,
        HEIGHT,
        List.of(
            new Detection(
                "anchor", 4, 930_000, new Box(300_000, 200_000 + shift, 700_000, 500_000 + shift)),
            honest(id).found().get(2)));
  }
}
