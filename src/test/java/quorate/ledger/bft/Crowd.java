package quorate.ledger.bft;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import quorate.ledger.bft.ConsensusMessage.Proposed;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;

/** Validators in ascending order, and what any of them might sign. */
final class Crowd {
  static final Chain CHAIN = new Chain("quorate-test", Digest.of(Bytes.EMPTY));

  private final Validators validators;
  private final Electorate electorate;

  private Crowd(Validators validators) {
    this.validators = validators;
    this.electorate = new Electorate(CHAIN, validators);
  }

  /** So many, of equal power. */
  static Crowd of(int size) {
    long[] powers = new long[size];
    Arrays.fill(powers, 1);
    return ofPowers(powers);
  }

  static Crowd ofPowers(long... powers) {
    List<Validator> members = new ArrayList<>();
    for (int i = 0; i < powers.length; i++) {
      members.add(new Validator(node(i), powers[i]));
    }
    return new Crowd(new Validators(members));
  }

  static NodeId node(int index) {
    byte[] key = new byte[NodeId.BYTES];
    key[0] = (byte) (index + 1);
    return new NodeId(Bytes.giving(key));
  }

  static Value value(String name) {
    return new Value(Bytes.giving(name.getBytes(StandardCharsets.UTF_8)), Bytes.EMPTY);
  }

  Validators validators() {
    return validators;
  }

  Electorate electorate() {
    return electorate;
  }

  SignedVote prevote(int from, long height, int round, Optional<Value> value, int validRound) {
    return sign(
        new Vote(VoteType.PREVOTE, height, round, value.map(Value::id), validRound, node(from)));
  }

  SignedVote precommit(int from, long height, int round, Optional<Value> value) {
    return sign(new Vote(VoteType.PRECOMMIT, height, round, value.map(Value::id), -1, node(from)));
  }

  Certificate polka(long height, int round, Value value, int validRound, int... from) {
    return new Certificate(
        VoteType.PREVOTE,
        height,
        round,
        value.id(),
        validRound,
        IntStream.of(from)
            .mapToObj(each -> prevote(each, height, round, Optional.of(value), validRound))
            .map(vote -> new Seal(vote.validator(), vote.signature()))
            .toList());
  }

  Certificate commit(long height, int round, Value value, int... from) {
    return new Certificate(
        VoteType.PRECOMMIT,
        height,
        round,
        value.id(),
        -1,
        IntStream.of(from)
            .mapToObj(each -> precommit(each, height, round, Optional.of(value)))
            .map(vote -> new Seal(vote.validator(), vote.signature()))
            .toList());
  }

  Proposed proposed(long height, int round, Value value, int validRound, Certificate... polka) {
    NodeId proposer = validators.proposer(height, round);
    return new Proposed(
        sign(new Proposal(height, round, validRound, value.id(), proposer)),
        value,
        Arrays.stream(polka).findFirst());
  }

  SignedVote sign(Vote vote) {
    return new SignedVote(vote, Signatures.sign(vote.validator(), electorate.signBytes(vote)));
  }

  SignedProposal sign(Proposal proposal) {
    return new SignedProposal(
        proposal, Signatures.sign(proposal.proposer(), electorate.signBytes(proposal)));
  }
}
