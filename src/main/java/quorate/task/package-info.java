/**
 * The words that all rooms share: ids, tasks, answers, verdicts.
 *
 * <p>Invariant: nothing here knows a technology, a clock, a thread or another room.
 *
 * <p>Invariant: nothing here changes after it is made, and no number here is a float, since all of
 * it may be hashed and signed.
 *
 * <p>Read {@link quorate.task.Task} first, then {@link quorate.task.Verdict}.
 */
@org.jspecify.annotations.NullMarked
package quorate.task;
