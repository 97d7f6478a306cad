package quorate.task;

import java.util.List;

/**
 * A part of a node that only thinks: the same inputs in the same order give the same orders. It has
 * no clock, thread, chance or I/O of its own; time and chance are inputs. One thread calls it.
 *
 * @param <I> the sealed type of what it is told
 * @param <O> the sealed type of what it wants done, in this order
 */
@FunctionalInterface
public interface Machine<I, O> {
  List<O> on(I input);
}
