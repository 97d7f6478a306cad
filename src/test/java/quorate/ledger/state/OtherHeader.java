package quorate.ledger.state;

import quorate.task.Digest;
import quorate.task.NodeId;

/** A header with something else in one place. */
public record OtherHeader(Header of) {
  public Header time(long timeMillis) {
    return new Header(
        of.chain(),
        of.height(),
        timeMillis,
        of.previous(),
        of.transactions(),
        of.results(),
        of.state(),
        of.validators(),
        of.nextValidators(),
        of.evidence(),
        of.lastCommit(),
        of.proposer());
  }

  public Header state(Digest state) {
    return new Header(
        of.chain(),
        of.height(),
        of.timeMillis(),
        of.previous(),
        of.transactions(),
        of.results(),
        state,
        of.validators(),
        of.nextValidators(),
        of.evidence(),
        of.lastCommit(),
        of.proposer());
  }

  public Header proposer(NodeId proposer) {
    return new Header(
        of.chain(),
        of.height(),
        of.timeMillis(),
        of.previous(),
        of.transactions(),
        of.results(),
        of.state(),
        of.validators(),
        of.nextValidators(),
        of.evidence(),
        of.lastCommit(),
        proposer);
  }

  public Header nextValidators(Digest nextValidators) {
    return new Header(
        of.chain(),
        of.height(),
        of.timeMillis(),
        of.previous(),
        of.transactions(),
        of.results(),
        of.state(),
        of.validators(),
        nextValidators,
        of.evidence(),
        of.lastCommit(),
        of.proposer());
  }
}
