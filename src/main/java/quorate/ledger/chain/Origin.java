package quorate.ledger.chain;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import quorate.ledger.bft.Chain;
import quorate.ledger.bft.Validator;
import quorate.ledger.bft.Validators;
import quorate.ledger.state.Delta;
import quorate.ledger.state.Executed;
import quorate.ledger.state.Execution;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Header;
import quorate.ledger.state.Receipt;
import quorate.ledger.state.Seats;
import quorate.ledger.store.Change;
import quorate.ledger.store.Committed;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.wire.Codec;

/** How a chain begins, and what is recorded, in the words of the agreement and of the store. */
public final class Origin {
  private Origin() {}

  /** What votes are for: the chain of a genesis ({@link Genesis#chain}). */
  public static Chain chain(Digest genesis) {
    return new Chain("quorate", genesis);
  }

  /** What a store has before anything is decided. */
  public static Committed genesis(Genesis genesis) {
    Executed opened = Execution.open(genesis);
    Bytes header = Codec.encode(Header.class, opened.header());
    return committed(opened, header, Bytes.EMPTY, Bytes.EMPTY);
  }

  /** Who votes, in the words of the agreement. */
  public static Validators validators(Seats seats) {
    return new Validators(
        seats.seats().stream().map(seat -> new Validator(seat.validator(), seat.power())).toList());
  }

  /** What a decided block leaves behind in a store. */
  public static Committed committed(Executed executed, Bytes header, Bytes block, Bytes commit) {
    Delta delta = executed.delta();
    return new Committed(
        executed.header().height(),
        header,
        block,
        commit,
        executed.receipts().stream().map(Receipt::transaction).toList(),
        changes(delta.entries()),
        changes(delta.nodes()),
        executed.header().state());
  }

  static List<Change> changes(Map<Bytes, Optional<Bytes>> of) {
    return of.entrySet().stream().map(each -> new Change(each.getKey(), each.getValue())).toList();
  }
}
