package quorate.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quorate.consensus.Comparator;
import quorate.task.Answer;
import quorate.task.NodeId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Verdict;
import quorate.task.Verdict.Outcome;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Message.InferTask;
import quorate.wire.Received.Good;

/**
 * BOINC's server with adaptive replication, for comparison (sched/validator.cpp and
 * sched/sched_send.cpp of github.com/BOINC/boinc; trust.md): a job goes to a random host. A host
 * with {@link #TRUSTED_FROM} consecutive valid results, CV, is then believed alone with a
 * probability of 1 − 1/CV; otherwise the job goes to more hosts until two results match. Those that
 * match are valid and count; who differs starts again from nothing. A result that was believed
 * alone does not count ("increment consecutive_valid, but only if unreplicated" says the comment,
 * and the code: only if not).
 */
final class BoincServer {
  static final int TRUSTED_FROM = 10;

  /** How many results must match: {@code min_quorum}. */
  static final int QUORUM = 2;

  /** How many results a job may have: {@code max_total_results}. */
  static final int RESULTS_MAX = 8;

  /** When a host counts as lost; BOINC waits for days, which changes none of the shares. */
  static final long LOST_AFTER_MICROS = 5_000_000;

  private final SimBus bus;
  private final SimTime time;
  private final Chance chance;
  private final List<NodeId> hosts;
  private final Comparator comparator;
  private final Listener listener;
  private final Map<TaskId, Job> jobs = new LinkedHashMap<>(); // as many as are open
  private final Map<NodeId, Integer> consecutiveValid = new LinkedHashMap<>();

  /** A job is over. */
  record Done(Task task, Verdict verdict, Map<NodeId, Answer> shown) {}

  /** Who is told what the server does. */
  interface Listener {
    void asked(Task task, NodeId host);

    /** A host's result differs, or has not come. */
    void invalid(NodeId host);

    void done(Done done);
  }

  /** A server that begins to listen at once. */
  BoincServer(
      SimBus bus,
      SimTime time,
      Chance chance,
      List<NodeId> hosts,
      Comparator comparator,
      Listener listener) {
    this.bus = bus;
    this.time = time;
    this.chance = chance;
    this.hosts = hosts;
    this.comparator = comparator;
    this.listener = listener;
    bus.hear(AnswerRevealed.class, this::result);
  }

  boolean trusted(NodeId host) {
    return consecutiveValid(host) >= TRUSTED_FROM;
  }

  void lead(Task task) {
    Job job = new Job(task);
    jobs.put(task.id(), job);
    send(job);
  }

  private int consecutiveValid(NodeId host) {
    return consecutiveValid.getOrDefault(host, 0);
  }

  private void send(Job job) {
    if (job.sent.size() >= Math.min(RESULTS_MAX, hosts.size())) {
      end(job, Verdict.without(job.task.id(), 1, Outcome.DISPUTED, "no two results match"));
      return;
    }
    NodeId host = hosts.get(chance.below(hosts.size()));
    while (job.sent.contains(host)) {
      host = hosts.get(chance.below(hosts.size()));
    }
    job.sent.add(host);
    listener.asked(job.task, host);
    bus.say(host, ask(job.task));
    int sent = job.sent.size();
    time.after(LOST_AFTER_MICROS, () -> lost(job, sent));
  }

  private static InferTask ask(Task task) {
    return new InferTask(
        task.id(),
        1,
        task.model(),
        task.kind(),
        task.picture(),
        task.terms(),
        task.deadlineAtMillis(),
        false);
  }

  /** A result that does not come is as good as an invalid one. */
  private void lost(Job job, int sent) {
    NodeId host = job.sent.get(sent - 1);
    if (jobs.containsKey(job.task.id()) && !job.results.containsKey(host)) {
      differs(host);
      send(job);
    }
  }

  private void result(Good<AnswerRevealed> heard) {
    Job job = jobs.get(heard.said().task());
    NodeId host = heard.speaker();
    if (job == null || !job.sent.contains(host) || job.results.containsKey(host)) {
      return;
    }
    job.results.put(host, heard.said().answer());
    int valid = consecutiveValid(host);
    if (job.sent.size() == 1 && trusted(host) && chance.nextDouble() > 1.0 / valid) {
      agree(job, heard.said().answer(), List.of(host));
    } else {
      matched(job).ifPresentOrElse(canonical -> validate(job, canonical), () -> more(job));
    }
  }

  private void more(Job job) {
    if (job.sent.size() == job.results.size()) {
      send(job);
    }
  }

  /** The first result that another one matches. */
  private Optional<Answer> matched(Job job) {
    List<Answer> answers = List.copyOf(job.results.values());
    return answers.stream().filter(comparator::fits).filter(it -> matches(it, answers)).findFirst();
  }

  private boolean matches(Answer answer, List<Answer> all) {
    return all.stream().filter(other -> agree(answer, other)).count() >= QUORUM;
  }

  private boolean agree(Answer one, Answer other) {
    return comparator.fits(other) && comparator.agree(one, other);
  }

  private void validate(Job job, Answer canonical) {
    List<NodeId> valid = new ArrayList<>();
    job.results.forEach((host, answer) -> {
      if (agree(canonical, answer)) {
        valid.add(host);
        consecutiveValid.merge(host, 1, Integer::sum);
      } else {
        differs(host);
      }
    });
    agree(job, canonical, valid);
  }

  private void differs(NodeId host) {
    consecutiveValid.put(host, 0);
    listener.invalid(host);
  }

  private void agree(Job job, Answer canonical, List<NodeId> valid) {
    List<NodeId> others = job.results.keySet().stream().filter(it -> !valid.contains(it)).toList();
    end(
        job,
        new Verdict(job.task.id(), 1, Outcome.AGREED, Optional.of(canonical), valid, others, ""));
  }

  private void end(Job job, Verdict verdict) {
    jobs.remove(job.task.id());
    listener.done(new Done(job.task, verdict, Map.copyOf(job.results)));
  }

  private static final class Job {
    private final Task task;
    private final List<NodeId> sent = new ArrayList<>(); // at most RESULTS_MAX
    private final Map<NodeId, Answer> results = new LinkedHashMap<>(); // of those sent

    Job(Task task) {
      this.task = task;
    }
  }
}
