package quorate.cli.bench.ledger;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import quorate.ledger.bft.Certificate;
import quorate.ledger.bft.Electorate;
import quorate.ledger.bft.Seal;
import quorate.ledger.bft.Validator;
import quorate.ledger.bft.Validators;
import quorate.ledger.bft.Value;
import quorate.ledger.bft.Vote;
import quorate.ledger.bft.VoteType;
import quorate.ledger.chain.Body;
import quorate.ledger.chain.Charge;
import quorate.ledger.chain.Origin;
import quorate.ledger.chain.Previous;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Built;
import quorate.ledger.state.Execution;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Header;
import quorate.ledger.state.Opening;
import quorate.ledger.state.Operation.Transfer;
import quorate.ledger.state.Rules;
import quorate.ledger.state.SignatureCheck;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.State;
import quorate.ledger.state.Transaction;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.node.ledger.LedgerFolder;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Codec;
import quorate.wire.Keys;

/**
 * A chain that validators could have agreed on, written at once: a transfer and all votes a block.
 */
final class LongChain {
  private static final long BLOCK_MILLIS = 1000;

  private final Genesis genesis;
  private final Map<NodeId, Keys> validators;
  private final Keys payer;
  private final Execution execution;
  private long nonce;
  private Bytes lastCommit = Bytes.EMPTY;

  LongChain(Genesis genesis, List<Keys> validators) {
    this.genesis = genesis;
    this.validators = validators.stream().collect(Collectors.toMap(Keys::id, Function.identity()));
    this.payer = validators.getFirst();
    this.execution =
        new Execution(Rules.of(genesis, SignatureCheck.ED25519, Charge.check(Keys::verify)));
  }

  /** Writes it to the store of a data directory, which has none. */
  void write(Path dataDir, long heights) throws StoreRefused {
    try (LedgerStore store = LedgerFolder.openOrMake(dataDir, genesis)) {
      store.write(Origin.genesis(genesis));
      for (long height = 1; height <= heights; height++) {
        next(store, height);
      }
    }
  }

  private void next(LedgerStore store, long height) throws StoreRefused {
    Header tip = decoded(store.header(height - 1).orElseThrow());
    State state =
        State.at(tip, key -> read(() -> store.state(key)), key -> read(() -> store.node(key)));
    Validators voters = Origin.validators(state.rotation().current());
    Opening opening =
        new Opening(tip.timeMillis() + BLOCK_MILLIS, voters.proposer(height, 0), lastCommit);
    Built built = execution.build(state, opening, List.of(transfer()));
    Value value = Body.value(built.block());
    Certificate commit = commit(voters, height, value.id());
    lastCommit = Codec.encode(Certificate.class, commit);
    store.write(
        Origin.committed(
            built.executed(),
            value.header(),
            value.body(),
            new Previous(commit, voters).encoded()));
  }

  private SignedTransaction transfer() {
    Transfer one = new Transfer(AccountId.of(payer.id()), 1);
    long fee = genesis.policy().fees().of(one);
    return SignedTransaction.of(
        new Transaction(AccountId.of(payer.id()), nonce++, fee, one), genesis.chain(), payer);
  }

  private Certificate commit(Validators voters, long height, Digest value) {
    Electorate electorate = new Electorate(Origin.chain(genesis.chain()), voters);
    List<Seal> seals =
        voters.members().stream()
            .map(Validator::id)
            .sorted(Comparator.naturalOrder())
            .map(voter -> seal(electorate, voter, height, value))
            .toList();
    return new Certificate(VoteType.PRECOMMIT, height, 0, value, -1, seals);
  }

  private Seal seal(Electorate electorate, NodeId voter, long height, Digest value) {
    Vote vote = new Vote(VoteType.PRECOMMIT, height, 0, Optional.of(value), -1, voter);
    Keys keys = java.util.Objects.requireNonNull(validators.get(voter), "all votes are ours");
    return new Seal(voter, keys.sign(electorate.signBytes(vote)));
  }

  private static Header decoded(Bytes header) {
    return Codec.decode(Header.class, header).found().orElseThrow();
  }

  /** Reads what this has written. */
  private interface Read {
    Optional<Bytes> get() throws StoreRefused;
  }

  private static Optional<Bytes> read(Read read) {
    try {
      return read.get();
    } catch (StoreRefused refused) {
      throw new IllegalStateException(refused);
    }
  }
}
