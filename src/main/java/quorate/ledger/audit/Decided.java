package quorate.ledger.audit;

import java.util.List;
import quorate.ledger.bft.Certificate;
import quorate.ledger.bft.Chain;
import quorate.ledger.bft.Validator;
import quorate.ledger.bft.Validators;
import quorate.ledger.state.Seats;
import quorate.task.Digest;

/**
 * How a height was decided, as a store keeps it under {@code commit}. The validators are believed
 * for their digest only, which is in the header.
 */
record Decided(Certificate commit, Validators validators) {
  /** What votes are for: the chain of a genesis. */
  static Chain chain(Digest genesis) {
    return new Chain("quorate", genesis);
  }

  /** Who votes, in the words of the agreement. */
  static Validators validators(Seats seats) {
    List<Validator> members =
        seats.seats().stream().map(seat -> new Validator(seat.validator(), seat.power())).toList();
    return new Validators(members);
  }
}
