package quorate.ledger.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import quorate.ledger.bft.Certificate;
import quorate.ledger.bft.Electorate;
import quorate.ledger.bft.Evidence;
import quorate.ledger.bft.Seal;
import quorate.ledger.bft.SignedVote;
import quorate.ledger.bft.Value;
import quorate.ledger.bft.Vote;
import quorate.ledger.bft.VoteType;
import quorate.ledger.chain.Body;
import quorate.ledger.chain.Charge;
import quorate.ledger.chain.Origin;
import quorate.ledger.chain.Previous;
import quorate.ledger.live.BlockDecided;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Attestation;
import quorate.ledger.state.Batch;
import quorate.ledger.state.Block;
import quorate.ledger.state.Built;
import quorate.ledger.state.EscrowId;
import quorate.ledger.state.EvidenceCheck;
import quorate.ledger.state.Executed;
import quorate.ledger.state.Execution;
import quorate.ledger.state.Fees;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Genesis.Grant;
import quorate.ledger.state.Header;
import quorate.ledger.state.Opening;
import quorate.ledger.state.Operation;
import quorate.ledger.state.PaymentTerms;
import quorate.ledger.state.Policy;
import quorate.ledger.state.Refusal;
import quorate.ledger.state.Rules;
import quorate.ledger.state.Seat;
import quorate.ledger.state.Seats;
import quorate.ledger.state.Settlement;
import quorate.ledger.state.SignatureCheck;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.State;
import quorate.ledger.state.Transaction;
import quorate.ledger.state.VestingTerms;
import quorate.ledger.store.Change;
import quorate.ledger.store.Committed;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.wire.Codec;
import quorate.wire.Keys;

/**
 * A small chain with real keys, executed and certified, height after height, as a store gets it:
 * four validators, who are people 0 to 3, and two more people. A test writes its {@link #heights}
 * to a store, as they are or with one replaced.
 */
public final class ChainFixture {
  public static final int PEOPLE = 6;
  public static final int VALIDATORS = 4;
  public static final long RICH = 1_000_000;
  public static final TaskId TASK = new TaskId(0x0198f2a400007000L, 0x8000000000000001L);

  private static final Policy POLICY =
      new Policy(
          new Fees(1, 2, 3, 1, 4, 5, 6, 7),
          5,
          20,
          10,
          30,
          100,
          1000,
          100,
          Optional.of(id(5)),
          1000,
          Block.BYTES_MIN,
          VestingTerms.USUAL);

  private final Genesis genesis;
  private final Execution execution;
  private final List<Committed> heights = new ArrayList<>();
  private final SortedMap<Bytes, Bytes> entries = new TreeMap<>();
  private final SortedMap<Bytes, Bytes> nodes = new TreeMap<>();
  private State state;
  private Bytes lastCommit = Bytes.EMPTY;

  private ChainFixture(String name, EvidenceCheck evidence) {
    List<AccountId> people = IntStream.range(0, PEOPLE).mapToObj(ChainFixture::id).toList();
    List<Seat> seats =
        people.subList(0, VALIDATORS).stream()
            .map(each -> new Seat(each.node(), 10))
            .sorted(Comparator.comparing(Seat::validator))
            .toList();
    List<Grant> grants = people.stream().sorted().map(each -> new Grant(each, RICH)).toList();
    this.genesis =
        new Genesis(name, 1_700_000_000_000L, grants, List.of(), new Seats(seats), POLICY);
    this.execution = new Execution(Rules.of(genesis, SignatureCheck.ED25519, evidence));
    Executed opened = Execution.open(genesis);
    this.state = opened.after();
    commit(opened.header(), Bytes.EMPTY, Bytes.EMPTY, List.of(), opened);
  }

  /** Only the genesis. */
  public static ChainFixture opened() {
    return named("fixture");
  }

  /** Only the genesis, of a chain of this name. */
  public static ChainFixture named(String name) {
    return new ChainFixture(name, Charge.check(Keys::verify));
  }

  /** Only the genesis, of a chain whose nodes take anything for evidence. */
  public static ChainFixture credulous() {
    return new ChainFixture("fixture", (chain, offender, height, proof) -> true);
  }

  /** A transfer at 1, an escrow at 2, {@link #TASK} paid from it at 3, nothing at 4 and 5. */
  public static ChainFixture usual() {
    ChainFixture chain = opened();
    chain.add(chain.sign(4, new Operation.Transfer(id(5), 1234)));
    PaymentTerms terms = new PaymentTerms(30, 3, List.of(id(5)), 1);
    chain.add(chain.sign(4, new Operation.EscrowOpen(7, 1000, 20, terms)));
    chain.add(chain.sign(5, chain.settlement()));
    chain.add();
    chain.add();
    return chain;
  }

  private Operation settlement() {
    List<NodeId> payees = IntStream.range(0, 3).mapToObj(each -> id(each).node()).sorted().toList();
    Settlement settled = new Settlement(TASK, Digest.of(new byte[] {1}), payees, List.of());
    Batch batch = new Batch(new EscrowId(id(4), 7), List.of(settled));
    Bytes signature = keys(5).sign(batch.signedBytes(genesis.chain()));
    return new Operation.EscrowSettle(batch, List.of(new Attestation(id(5), signature)));
  }

  public static Keys keys(int who) {
    byte[] secret = new byte[Keys.SECRET_BYTES];
    secret[0] = 33;
    secret[1] = (byte) who;
    return Keys.of(secret);
  }

  public static AccountId id(int who) {
    return AccountId.of(keys(who).id());
  }

  /** What somebody hands in against a validator of the next height that votes twice there. */
  public Operation.Evidence doubleVote(int offender, long height) {
    Electorate electorate = electorate();
    List<SignedVote> votes =
        Stream.of(new byte[] {1}, new byte[] {2})
            .map(value ->
                new Vote(
                    VoteType.PREVOTE,
                    height,
                    0,
                    Optional.of(Digest.of(value)),
                    -1,
                    keys(offender).id()))
            .map(vote -> new SignedVote(vote, keys(offender).sign(electorate.signBytes(vote))))
            .sorted(Comparator.comparing(vote -> Codec.encode(SignedVote.class, vote)))
            .toList();
    Evidence twice = new Evidence.DoubleVote(votes.getFirst(), votes.getLast());
    return new Charge(twice, electorate.validators()).against(keys(offender).id());
  }

  private Electorate electorate() {
    return new Electorate(
        Origin.chain(genesis.chain()), Origin.validators(state.rotation().current()));
  }

  public Genesis genesis() {
    return genesis;
  }

  public State state() {
    return state;
  }

  /** What a store gets, by height from 0; to be changed by tests that tamper. */
  public List<Committed> heights() {
    return heights;
  }

  /** Signs with the right fee and the next nonce. */
  public SignedTransaction sign(int who, Operation operation) {
    long fee = genesis.policy().fees().of(operation);
    Transaction transaction =
        new Transaction(id(who), state.account(id(who)).nonce(), fee, operation);
    return SignedTransaction.of(transaction, genesis.chain(), keys(who));
  }

  /** Adds a block. */
  public void add(SignedTransaction... transactions) {
    add(header -> header, transactions);
  }

  /** Adds an empty block so many seconds after the last one. */
  public void after(long seconds) {
    add(1000 * seconds, header -> header);
  }

  /** Adds a block with a transaction, unless that cannot be executed: why not. */
  public Optional<Refusal> attempt(SignedTransaction signed) {
    NodeId proposer = state.rotation().current().seats().getFirst().validator();
    Opening opening = new Opening(state.tip().timeMillis() + 1000, proposer, lastCommit);
    Optional<Refusal> refused =
        execution.build(state, opening, List.of(signed)).refused().values().stream().findFirst();
    if (refused.isEmpty()) {
      add(signed);
    }
    return refused;
  }

  /** A height as a node has it. */
  public Optional<BlockDecided> decided(long height) {
    if (height < 0 || height >= heights.size()) {
      return Optional.empty();
    }
    Committed stored = heights.get((int) height);
    Header header = Codec.decode(Header.class, stored.header()).found().orElseThrow();
    return Optional.of(
        height == 0
            ? new BlockDecided(new Block(header, List.of(), Bytes.EMPTY), Optional.empty())
            : new BlockDecided(
                Body.block(header, stored.block()).found().orElseThrow(),
                Optional.of(Previous.decoded(stored.commit()))));
  }

  /** Adds a block with a header that is not what executing leads to, which all vote for. */
  public void add(UnaryOperator<Header> forgery, SignedTransaction... transactions) {
    add(1000, forgery, transactions);
  }

  private void add(long millis, UnaryOperator<Header> forgery, SignedTransaction... transactions) {
    NodeId proposer =
        Origin.validators(state.rotation().current()).proposer(state.tip().height() + 1, 0);
    Opening opening = new Opening(state.tip().timeMillis() + millis, proposer, lastCommit);
    Built built = execution.build(state, opening, List.of(transactions));
    if (!built.refused().isEmpty()) {
      throw new IllegalStateException("refused: " + built.refused());
    }
    Header header = forgery.apply(built.block().header());
    Value value =
        Body.value(new Block(header, built.block().transactions(), built.block().lastCommit()));
    Certificate votes = certificate(header, value.id(), VALIDATORS);
    lastCommit = Codec.encode(Certificate.class, votes);
    List<Digest> ids =
        List.of(transactions).stream().map(each -> each.id(genesis.chain())).toList();
    commit(header, value.body(), decided(votes), ids, built.executed());
  }

  /** The next block says that these are the votes for the last one. */
  public void replaceLastCommit(Bytes votes) {
    lastCommit = votes;
  }

  /** A commit of a value by some of those who vote on the next block. */
  public Certificate certificate(Header header, Digest value, int signers) {
    return certificate(VoteType.PRECOMMIT, header, value, signers);
  }

  /** The same of either type. */
  public Certificate certificate(VoteType type, Header header, Digest value, int signers) {
    Seats voters = state.rotation().current();
    Electorate electorate = electorate();
    List<Seal> seals =
        voters.seats().stream()
            .map(Seat::validator)
            .limit(signers)
            .map(voter ->
                seal(electorate, new Vote(type, header.height(), 0, Optional.of(value), -1, voter)))
            .toList();
    return new Certificate(type, header.height(), 0, value, -1, seals);
  }

  /** What a store has under a commit. */
  public Bytes decided(Certificate commit) {
    Seats voters = state.rotation().current();
    return new Previous(commit, Origin.validators(voters)).encoded();
  }

  private static Seal seal(Electorate electorate, Vote vote) {
    Keys keys =
        IntStream.range(0, PEOPLE)
            .mapToObj(ChainFixture::keys)
            .filter(each -> each.id().equals(vote.validator()))
            .findFirst()
            .orElseThrow();
    return new Seal(vote.validator(), keys.sign(electorate.signBytes(vote)));
  }

  private void commit(
      Header header, Bytes body, Bytes commit, List<Digest> transactions, Executed executed) {
    heights.add(
        new Committed(
            header.height(),
            Codec.encode(Header.class, header),
            body,
            commit,
            transactions,
            changes(executed.delta().entries()),
            changes(executed.delta().nodes()),
            executed.header().state()));
    write(entries, executed.delta().entries());
    write(nodes, executed.delta().nodes());
    state =
        State.at(
            header,
            key -> Optional.ofNullable(entries.get(key)),
            key -> Optional.ofNullable(nodes.get(key)));
  }

  private static List<Change> changes(SortedMap<Bytes, Optional<Bytes>> delta) {
    return delta.entrySet().stream()
        .map(each -> new Change(each.getKey(), each.getValue()))
        .toList();
  }

  private static void write(Map<Bytes, Bytes> to, SortedMap<Bytes, Optional<Bytes>> changes) {
    changes.forEach(
        (key, value) -> value.ifPresentOrElse(bytes -> to.put(key, bytes), () -> to.remove(key)));
  }

  /** Writes all heights to a new store. */
  public void write(LedgerStore store) throws StoreRefused {
    for (Committed height : heights) {
      store.write(height);
    }
  }
}
