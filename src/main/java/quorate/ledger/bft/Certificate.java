package quorate.ledger.bft;

import java.util.List;
import java.util.Optional;
import quorate.task.AtMost;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.task.NodeId;

/**
 * Proof that a quorum cast the same vote: a polka (prevotes) or a commit (precommits), which anyone
 * who knows the validators can check offline. It is applied as one whole (R10), for it holds even
 * when a signer has voted otherwise as well.
 *
 * @param value the id of the value; there are no certificates for nil
 * @param validRound what all prevotes carry; -1 in a commit
 * @param seals in strictly ascending order of the validators: nobody signs twice
 */
public record Certificate(
    VoteType type,
    long height,
    int round,
    Digest value,
    int validRound,
    @AtMost(Validators.MAX) List<Seal> seals) {
  public Certificate {
    Round.check(height, round, validRound);
    seals = List.copyOf(seals);
    Check.argument(
        type == VoteType.PREVOTE || validRound == Round.NONE, "a commit has no valid round");
    Check.argument(!seals.isEmpty() && seals.size() <= Validators.MAX, "1 to 100 seals");
    for (int i = 1; i < seals.size(); i++) {
      Check.argument(
          seals.get(i - 1).validator().compareTo(seals.get(i).validator()) < 0,
          "seals ascend by validator, none twice");
    }
  }

  public boolean polka() {
    return type == VoteType.PREVOTE;
  }

  /** The votes that it stands for. */
  public List<SignedVote> votes() {
    return seals.stream()
        .map(seal -> new SignedVote(vote(seal.validator()), seal.signature()))
        .toList();
  }

  public List<NodeId> signers() {
    return seals.stream().map(Seal::validator).toList();
  }

  /** What is wrong with it, signatures and all; empty when it holds. */
  public Optional<Flaw> flaw(Electorate electorate, Verifier verifier) {
    Optional<Flaw> flaw = flaw(electorate);
    boolean signed = flaw.isPresent() || signed(electorate, verifier);
    return signed ? flaw : Optional.of(Flaw.BAD_SIGNATURE);
  }

  /** What is wrong with it apart from signatures. */
  Optional<Flaw> flaw(Electorate electorate) {
    if (!signers().stream().allMatch(electorate::has)) {
      return Optional.of(Flaw.NOT_A_VALIDATOR);
    }
    long power = signers().stream().mapToLong(electorate::power).sum();
    return power >= electorate.quorum() ? Optional.empty() : Optional.of(Flaw.NO_QUORUM);
  }

  Vote.Choice choice() {
    return new Vote.Choice(Optional.of(value), validRound);
  }

  private boolean signed(Electorate electorate, Verifier verifier) {
    return votes().stream().allMatch(vote -> electorate.signed(vote, verifier));
  }

  private Vote vote(NodeId validator) {
    return new Vote(type, height, round, Optional.of(value), validRound, validator);
  }
}
