package quorate.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.wire.Commitment;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Message.DropTask;
import quorate.wire.Message.InferTask;
import quorate.wire.Message.RevealAnswer;
import quorate.wire.Received.Good;

/**
 * How a simulated node answers tasks: honestly, on a few slots, each at a time. Those who do not
 * are its subclasses; see {@link Adversaries}.
 */
public class Answerer {
  static final int SLOTS = 2;

  /** What a node has: its number, voice, ears and time. */
  public record Body(SimBus bus, SimTime time, Chance chance, SimNet net, Consumer<String> story) {}

  protected final Body body;
  private final double meanMillis;
  private final Map<TaskId, Job> jobs = new LinkedHashMap<>();
  private final Deque<Job> queue = new ArrayDeque<>();
  private int running;

  public Answerer(Body body, double meanMillis) {
    this.body = body;
    this.meanMillis = meanMillis;
  }

  /** Begins to listen. */
  public void start() {
    body.bus().hear(InferTask.class, this::asked);
    body.bus().hear(RevealAnswer.class, this::reveal);
    body.bus().hear(DropTask.class, this::drop);
  }

  /** How many tasks it has. */
  public int busy() {
    return running + queue.size();
  }

  /** What it says is in the picture. */
  protected Answer answer(TaskId task) {
    return Truth.seenBy(task, body.chance());
  }

  /** How long this answer takes: about the mean, now and then three times that. */
  protected double takesMillis() {
    double hiccup = body.chance().happens(0.02) ? 3 : 1;
    return meanMillis * hiccup * body.chance().between(0.85, 1.15);
  }

  protected void commit(Job job) {
    body.story().accept("inference  " + Story.task(job.infer.task()) + " committed");
    body.bus()
        .say(job.leader, new AnswerCommitted(job.infer.task(), job.infer.epoch(), bound(job)));
  }

  protected void show(Job job) {
    body.story().accept("inference  " + Story.task(job.infer.task()) + " revealed");
    body.bus().say(job.leader, shown(job));
  }

  protected static AnswerRevealed shown(Job job) {
    InferTask infer = job.infer;
    Digest question = infer.question().digest();
    return new AnswerRevealed(infer.task(), infer.epoch(), question, job.salt, job.answer);
  }

  protected Digest bound(Job job) {
    return Commitment.of(body.bus().self(), shown(job));
  }

  protected void asked(Good<InferTask> heard) {
    InferTask infer = heard.said();
    Job known = jobs.get(infer.task());
    if (known == null || known.infer.epoch() < infer.epoch()) {
      Job job = new Job(infer, heard.speaker(), Bytes.giving(body.chance().bytes(32)));
      jobs.put(infer.task(), job);
      queue.addLast(job);
      work();
    } else if (known.answer != null) {
      finished(known); // the leader has not heard it
    }
  }

  protected void reveal(Good<RevealAnswer> heard) {
    Job job = jobs.get(heard.said().task());
    if (job != null && job.answer != null && job.infer.epoch() == heard.said().epoch()) {
      show(job);
    }
  }

  private void drop(Good<DropTask> heard) {
    Job job = jobs.get(heard.said().task());
    if (job != null && job.answer == null && job.infer.epoch() <= heard.said().epoch()) {
      queue.remove(job);
    }
  }

  private void work() {
    while (running < SLOTS && !queue.isEmpty()) {
      Job job = queue.removeFirst();
      running++;
      body.time().after((long) (takesMillis() * 1000), () -> done(job));
    }
  }

  private void done(Job job) {
    running--;
    job.answer = answer(job.infer.task());
    finished(job);
    if (jobs.size() > 2000) {
      jobs.remove(jobs.keySet().iterator().next());
    }
    work();
  }

  private void finished(Job job) {
    if (job.infer.sealed()) {
      commit(job);
    } else {
      show(job);
    }
  }

  /** One task at one node. */
  protected static final class Job {
    final InferTask infer;
    final NodeId leader;
    final Bytes salt;
    Answer answer;

    Job(InferTask infer, NodeId leader, Bytes salt) {
      this.infer = infer;
      this.leader = leader;
      this.salt = salt;
    }
  }
}
