package quorate.ledger.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import quorate.ledger.bft.Certificate;
import quorate.ledger.bft.ConsensusMessage.Proposed;
import quorate.ledger.bft.ConsensusMessage.Voted;
import quorate.ledger.bft.Electorate;
import quorate.ledger.bft.SignedVote;
import quorate.ledger.bft.Value;
import quorate.ledger.bft.VoteType;
import quorate.ledger.chain.Body;
import quorate.ledger.chain.Charge;
import quorate.ledger.chain.PeerMessage;
import quorate.ledger.chain.Previous;
import quorate.ledger.chain.ReplicaOrder;
import quorate.ledger.state.Block;
import quorate.ledger.state.Header;
import quorate.ledger.state.Invariants;
import quorate.ledger.store.Committed;
import quorate.ledger.store.Entry;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Decoded;

/** What must hold after every step of a network. */
final class Watch {
  final Oracle oracle;
  private final LedgerSimulation network;
  private final Set<NodeId> liars;
  private final TreeMap<Long, Digest> agreed = new TreeMap<>(); // ids of values
  private final Map<String, Bytes> said = new HashMap<>();
  final Set<Digest> refused = new HashSet<>(); // what an honest node has told so of
  int jumps; // how often an honest node has taken a snapshot over

  Watch(LedgerSimulation network, Set<NodeId> liars) {
    this.network = network;
    this.liars = liars;
    this.oracle = new Oracle(network.world, liars);
  }

  long highest() {
    return agreed.isEmpty() ? 0 : agreed.lastKey();
  }

  void stored(SimReplica node, Committed height) {
    network.log(node.index, 1, height.height(), height.root());
    if (!node.honest) {
      return;
    }
    Value value = new Value(height.header(), height.block());
    Digest known = agreed.putIfAbsent(height.height(), value.id());
    assertThat(known == null || known.equals(value.id())).as("one block a height").isTrue();
    Block block = ((Decoded.Value<Block>) Body.block(value)).value();
    assertThat(block.header().state()).as("the root of what was executed").isEqualTo(height.root());
    holds(Previous.decoded(height.commit()).commit(), height.height(), value.id());
    if (known == null) {
      decided(node, block);
    }
  }

  /** A node has taken a snapshot over: of what all have agreed on, and all of it. */
  void installed(SimReplica node, Committed height) {
    jumps++;
    network.log(node.index, 2, height.height(), height.root());
    Value value = new Value(height.header(), height.block());
    assertThat(agreed.get(height.height())).as("a snapshot is of the chain").isEqualTo(value.id());
    Header header = SimReplica.decode(Header.class, height.header());
    assertThat(header.state()).as("the root of a snapshot").isEqualTo(height.root());
    holds(Previous.decoded(height.commit()).commit(), height.height(), value.id());
    audit(node, header);
  }

  private void decided(SimReplica node, Block block) {
    Header header = block.header();
    long latest = network.time.nowMillis() + 300 + World.POLICY.aheadMillis();
    assertThat(header.timeMillis()).as("time").isLessThanOrEqualTo(latest);
    if (header.height() > 1) {
      Certificate last = SimReplica.decode(Certificate.class, block.lastCommit());
      holds(last, header.height() - 1, Objects.requireNonNull(agreed.get(header.height() - 1)));
    }
    oracle.apply(block);
    oracle.compare(node.state());
    audit(node, header);
  }

  /** Counts a certificate's signers, by itself. */
  private void holds(Certificate commit, long height, Digest value) {
    assertThat(commit.type()).isEqualTo(VoteType.PRECOMMIT);
    assertThat(commit.height()).as("height of a commit").isEqualTo(height);
    assertThat(commit.value()).as("value of a commit").isEqualTo(value);
    Electorate voters = network.electorate(height);
    for (SignedVote vote : commit.votes()) {
      Bytes what = voters.signBytes(vote.vote());
      assertThat(voters.has(vote.vote().validator())).as("a signer has a seat").isTrue();
      assertThat(Fake.verify(vote.vote().validator(), what, vote.signature())).isTrue();
    }
    long signers = commit.signers().stream().distinct().count();
    assertThat(3 * signers).as("signers").isGreaterThan(2 * voters.validators().total());
  }

  private static void audit(SimReplica node, Header header) {
    Map<Bytes, Bytes> entries = new TreeMap<>();
    try (LedgerStore.Snapshot snapshot = node.store().snapshot()) {
      for (Entry each : snapshot.page(Optional.empty(), LedgerStore.PAGE_ENTRIES_MAX)) {
        entries.put(each.key(), each.value());
      }
    } catch (StoreRefused refused) {
      throw new AssertionError(refused);
    }
    assertThat(Invariants.audit(entries, header.state())).isEmpty();
  }

  /** Called for all that leaves a node. */
  void said(SimReplica node, PeerMessage message) {
    if (!node.honest) {
      return;
    }
    switch (message) {
      case PeerMessage.Agree(Voted(var votes)) -> {
        for (SignedVote vote : votes) {
          if (vote.vote().validator().equals(node.id)) {
            once(
                node,
                vote.vote().type() + "/" + vote.vote().round(),
                vote.vote().height(),
                network.electorate(vote.vote().height()).signBytes(vote.vote()));
          }
        }
      }
      case PeerMessage.Agree(Proposed proposed) -> {
        var proposal = proposed.signed().proposal();
        if (proposal.proposer().equals(node.id)) {
          once(
              node,
              "PROPOSAL/" + proposal.round(),
              proposal.height(),
              network.electorate(proposal.height()).signBytes(proposal));
        }
      }
      case PeerMessage other -> {}
    }
  }

  private void once(SimReplica node, String step, long height, Bytes what) {
    Bytes before = said.putIfAbsent(node.index + "/" + height + "/" + step, what);
    assertThat(before == null || before.equals(what))
        .as("node " + node.index + " signs once at " + height + " " + step)
        .isTrue();
  }

  void told(SimReplica node, ReplicaOrder.Tell tell) {
    if (node.honest && tell.outcome() instanceof ReplicaOrder.Outcome.Final(long height)) {
      assertThat(oracle.executed).as("what is final").containsEntry(tell.transaction(), height);
    }
    if (node.honest && tell.outcome() instanceof ReplicaOrder.Outcome.Refused) {
      refused.add(tell.transaction());
    }
  }

  void accused(SimReplica node, Charge charge) {
    assertThat(!node.honest || liars.containsAll(charge.evidence().offenders()))
        .as("evidence names no honest node")
        .isTrue();
  }

  void halted(SimReplica node, ReplicaOrder.Halt halt) {
    if (node.honest) {
      throw new AssertionError("node " + node.index + ": " + halt);
    }
  }
}
