package quorate.ledger.bft;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Codec;

/**
 * The validators of one height of one chain, with their sums made once, and what they sign: a
 * digest over a domain word, the chain, the digest of the validators, and the vote or proposal with
 * its type, height and round.
 */
public final class Electorate {
  private static final Bytes VOTE = domain("quorate/ledger/vote\u0001");
  private static final Bytes PROPOSAL = domain("quorate/ledger/proposal\u0001");

  private final Validators validators;
  private final Bytes head;
  private final long quorum;
  private final long honestMin;
  private final Map<NodeId, Long> powers = new TreeMap<>();

  public Electorate(Chain chain, Validators validators) {
    this.validators = validators;
    this.head = Codec.encode(Head.class, new Head(chain, validators.digest()));
    this.quorum = validators.quorum();
    this.honestMin = validators.honestMin();
    validators.members().forEach(member -> powers.put(member.id(), member.power()));
  }

  public Validators validators() {
    return validators;
  }

  public long quorum() {
    return quorum;
  }

  public long honestMin() {
    return honestMin;
  }

  /** What the node's vote weighs; 0 when it is no validator. */
  public long power(NodeId node) {
    return powers.getOrDefault(node, 0L);
  }

  public boolean has(NodeId node) {
    return powers.containsKey(node);
  }

  public NodeId proposer(long height, int round) {
    return validators.proposer(height, round);
  }

  /** The 32 bytes that a validator signs for its vote. */
  public Bytes signBytes(Vote vote) {
    return Digest.of(VOTE, head, Codec.encode(Vote.class, vote)).value();
  }

  /** The 32 bytes that a proposer signs for its proposal. */
  public Bytes signBytes(Proposal proposal) {
    return Digest.of(PROPOSAL, head, Codec.encode(Proposal.class, proposal)).value();
  }

  boolean signed(SignedVote vote, Verifier verifier) {
    return verifier.verify(vote.validator(), signBytes(vote.vote()), vote.signature());
  }

  boolean signed(SignedProposal proposal, Verifier verifier) {
    return verifier.verify(
        proposal.proposer(), signBytes(proposal.proposal()), proposal.signature());
  }

  private static Bytes domain(String word) {
    return Bytes.giving(word.getBytes(StandardCharsets.UTF_8));
  }

  /** What all signed bytes begin with, as the codec writes it. */
  record Head(Chain chain, Digest validators) {}
}
