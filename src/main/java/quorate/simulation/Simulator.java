package quorate.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import quorate.task.Answer;
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
import quorate.wire.Note.LateAnswer;

/**
 * Plays a {@link Scenario}: a network of honest nodes and cheats, a stream of tasks, and what came
 * of it. A node speaks of itself once, at the beginning, and its lease outlasts the run: heartbeats
 * cost the same with and without tasks, and are left out.
 */
public final class Simulator {
  /** What every node runs. */
  public static final ModelId MODEL = new ModelId(Digest.of(new byte[] {1, 2, 3}));

  /** What a client asks for that names no level: docs/protocol.md. */
  static final Terms TERMS = new Terms(3, 2, Truth.THRESHOLD, 100, 30_000);

  private static final Picture PICTURE =
      new Picture(Digest.of(new byte[] {7}), 1000, Picture.Format.PNG, 640, 480);
  static final long DAY_MICROS = 24 * 3_600_000_000L;
  private static final long GREETING_MICROS = 2_000_000;

  /** Of how many tasks the book keeps who leads them; of more the eldest is over long since. */
  private static final int LEADS_MAX = 65_536;

  private final Scenario scenario;
  private final Chance chance;
  private final SimTime time = new SimTime();
  private final Accounts accounts = new Accounts();
  private final Map<TaskId, Book.Lead> leads = new LinkedHashMap<>();
  private final Map<TaskId, List<NodeId>> asked = new LinkedHashMap<>(); // of open tasks
  private final Population population;
  private final Authority authority;
  private final Chance arrivals;
  private int submitted;

  public Simulator(Scenario scenario) {
    this.scenario = scenario;
    this.chance = new Chance(scenario.seed());
    this.arrivals = chance.fork(2);
    SimNet net = new SimNet(time, chance.fork(1), SimNet.Weather.FAIR);
    this.population =
        new Population(scenario, time, net, chance.fork(3), this::lead, this::trusted, accounts);
    this.authority =
        switch (scenario.rules()) {
          case BOINC -> new BoincAuthority(this, population, time, chance.fork(4));
          case FIXED, QUORATE -> new Leaders(this, population, time);
        };
    population.greet();
    time.after(GREETING_MICROS, this::submit);
  }

  /**
   * Plays it to its end.
   *
   * @param progress is told now and then how many tasks are decided
   */
  public Report run(IntConsumer progress) {
    int step = Math.max(1, scenario.tasks() / 100);
    int told = 0;
    while (accounts.decided() < scenario.tasks() && time.step(Long.MAX_VALUE)) {
      if (accounts.decided() >= told + step) {
        told = accounts.decided();
        progress.accept(told);
      }
    }
    return accounts.report(scenario);
  }

  private void submit() {
    submitted++;
    TaskId id = new TaskId(scenario.seed(), submitted);
    NodeId gateway = population.gateway(arrivals);
    SessionId session = new SessionId(scenario.seed(), 0);
    Terms terms = authority.terms(id, gateway);
    Task task =
        new Task(id, session, gateway, MODEL, Kind.DETECTION, PICTURE, terms, time.nowMillis());
    authority.lead(task);
    if (submitted < scenario.tasks()) {
      double mean = (double) DAY_MICROS * scenario.days() / scenario.tasks();
      time.after((long) (-mean * Math.log(1 - arrivals.nextDouble())), this::submit);
    }
  }

  /** From now on the book says so. */
  void led(Task task, NodeId leader) {
    leads.put(task.id(), new Book.Lead(task, leader, 1));
    asked.put(task.id(), new ArrayList<>());
    if (leads.size() > LEADS_MAX) {
      leads.remove(leads.keySet().iterator().next());
    }
  }

  private Optional<Book.Lead> lead(TaskId task) {
    return Optional.ofNullable(leads.get(task));
  }

  private boolean trusted(NodeId node) {
    return authority.trusted(node);
  }

  /** A node was asked for a task's answer. */
  void asked(TaskId task, NodeId node) {
    accounts.of(node).asked();
    asked.getOrDefault(task, new ArrayList<>()).add(node);
  }

  /**
   * A task is decided.
   *
   * @param shown what those who are paid have shown, as far as they are cheats
   * @param contradicted whose pay is taken back, as far as it has not vested
   */
  void decided(Verdict verdict, Map<NodeId, Answer> shown, List<NodeId> contradicted) {
    List<NodeId> nodes = asked.remove(verdict.task());
    if (nodes != null) {
      boolean alone =
          lead(verdict.task()).filter(lead -> lead.task().terms().replicas() == 1).isPresent();
      if (alone) {
        accounts.alone(nodes.size());
      }
      accounts.decided(verdict, shown, contradicted, time.nowMillis());
      nodes.forEach(this::look);
    }
  }

  void late(LateAnswer note) {
    look(note.node());
  }

  /** Sees how a node stands now that something has become known of it. */
  void look(NodeId node) {
    Participant of = accounts.of(node);
    if (!of.wasBanned() && authority.banned(node)) {
      of.banned();
    } else if ((of.undetected() || !of.wasExcluded()) && authority.excluded(node)) {
      of.excluded();
    }
  }

  Accounts accounts() {
    return accounts;
  }

  Scenario scenario() {
    return scenario;
  }
}
