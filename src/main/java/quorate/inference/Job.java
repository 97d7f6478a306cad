package quorate.inference;

import quorate.inference.AnsweringInput.Computed;
import quorate.inference.AnsweringInput.Failed;
import quorate.task.Bytes;
import quorate.task.Reason;
import quorate.task.TaskId;
import quorate.task.Terms;

/** One picture for one model. */
record Job(TaskId task, Model model, Bytes picture, Terms terms) {
  private static final double NANOS_PER_MILLI = 1e6;

  /** Computes it in the caller's thread; whatever goes wrong is in what comes back. */
  Done run() {
    long begun = System.nanoTime();
    AnsweringInput outcome = outcome();
    return new Done(this, outcome, (System.nanoTime() - begun) / NANOS_PER_MILLI);
  }

  private AnsweringInput outcome() {
    try {
      return new Computed(task, model.answer(picture, terms));
    } catch (Unanswered e) {
      return new Failed(task, e.reason(), e.detail());
    } catch (Throwable e) { // whatever it is, the worker goes on with the next picture
      return new Failed(task, Reason.INFERENCE_FAILED, e.toString());
    }
  }

  /** A job that a worker is done with, and how long that took. */
  record Done(Job job, AnsweringInput outcome, double millis) {}
}
