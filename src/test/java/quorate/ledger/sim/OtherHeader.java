package quorate.ledger.sim;

import quorate.ledger.chain.Body;
import quorate.ledger.state.Block;
import quorate.ledger.state.Header;
import quorate.task.Digest;
import quorate.task.NodeId;

/** A header with something else in one place. */
record OtherHeader(Header of) {
  Header time(long timeMillis) {
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

  Header state(Digest state) {
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

  Header proposer(NodeId proposer) {
    return new Header(
        of.chain(),
        of.height(),
        of.timeMillis() + 1,
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

  Block block(Body body) {
    return new Block(of, body.transactions(), body.lastCommit());
  }
}
