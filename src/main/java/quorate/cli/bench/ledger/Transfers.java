package quorate.cli.bench.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import quorate.ledger.state.SignedTransaction;

/**
 * Transfers that are signed beforehand, for signing them is their senders' work: of each person in
 * turn, each with the next nonce.
 */
final class Transfers {
  private final Town town;
  private final List<SignedTransaction> signed = new ArrayList<>(); // a run's worth
  private final AtomicInteger next = new AtomicInteger();

  Transfers(Town town) {
    this.town = town;
  }

  /** Has so many at hand, signed on all cores; not while any are taken. */
  void signAhead(int count) {
    int from = signed.size();
    int until = Math.max(from, next.get() + count);
    signed.addAll(IntStream.range(from, until).parallel().mapToObj(this::sign).toList());
    next.set(Math.min(next.get(), from));
  }

  private SignedTransaction sign(int index) {
    int people = town.people();
    int from = index % people;
    int to = (from + 1 + index / people % (people - 1)) % people;
    return town.transfer(from, index / people, to);
  }

  /** The next one's index, or -1 when there is none left. */
  int next() {
    int index = next.getAndIncrement();
    return index < signed.size() ? index : -1;
  }

  SignedTransaction at(int index) {
    return signed.get(index);
  }

  /** At which validator it is handed in: always the same for one person. */
  int place(int index, int validators) {
    return index % town.people() % validators;
  }

  /** The first nonce of a person that was not handed in; not while any are taken. */
  long nonce(int person) {
    long taken = Math.min(next.get(), signed.size());
    return (taken + town.people() - 1 - person) / town.people();
  }
}
