package quorate.ledger.audit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import quorate.ledger.bft.Certificate;
import quorate.ledger.bft.Chain;
import quorate.ledger.bft.Electorate;
import quorate.ledger.bft.Flaw;
import quorate.ledger.bft.Validators;
import quorate.ledger.bft.Value;
import quorate.ledger.chain.Origin;
import quorate.ledger.state.Header;
import quorate.task.Digest;
import quorate.wire.Codec;
import quorate.wire.Keys;

/** Checks commit certificates against validators that are known, by their digests. */
final class Commits {
  /** The sets that are remembered; of more, the first go. */
  static final int SETS_MAX = 16;

  private final Chain chain;
  private final Map<Digest, Electorate> known = new LinkedHashMap<>();

  Commits(Digest genesis) {
    this.chain = Origin.chain(genesis);
  }

  /** Takes these for the validators of every header that names their digest. */
  void know(Validators validators) {
    Digest digest = validators.digest();
    if (known.size() == SETS_MAX && !known.containsKey(digest)) {
      known.remove(known.keySet().iterator().next());
    }
    known.computeIfAbsent(digest, absent -> new Electorate(chain, validators));
  }

  boolean knows(Digest validators) {
    return known.containsKey(validators);
  }

  /**
   * What is wrong with a commit; empty when it holds.
   *
   * @param header of the block
   * @param body the digest of the rest of it
   */
  Optional<Wrong> wrong(Header header, Digest body, Certificate commit) {
    Digest id = Value.id(Digest.of(Codec.encode(Header.class, header)), body);
    if (commit.polka() || commit.height() != header.height() || !commit.value().equals(id)) {
      return Optional.of(
          new Wrong(
              Finding.Fault.COMMIT_OF_ANOTHER,
              "the votes are for %s at height %d, and the block is %s"
                  .formatted(commit.value(), commit.height(), id)));
    }
    Electorate electorate = known.get(header.validators());
    Optional<Flaw> flaw =
        electorate == null
            ? Optional.of(Flaw.NOT_A_VALIDATOR)
            : commit.flaw(electorate, Keys::verify);
    return flaw.map(why -> new Wrong(Finding.Fault.COMMIT_INVALID, "the votes have " + why));
  }

  /** What is wrong, where the height is known. */
  record Wrong(Finding.Fault fault, String detail) {}
}
