package quorate.cli.ledger;

import java.io.PrintWriter;
import java.util.function.LongConsumer;

/** Says on stderr, every ten thousand heights, how far a long work is. */
public final class Progress implements LongConsumer {
  private static final long EVERY = 10_000;

  private final PrintWriter err;
  private final String verb;

  public Progress(PrintWriter err, String verb) {
    this.err = err;
    this.verb = verb;
  }

  @Override
  public void accept(long height) {
    if (height > 0 && height % EVERY == 0) {
      err.println(verb + " height " + height + " …");
      err.flush();
    }
  }
}
