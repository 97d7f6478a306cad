package quorate.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import quorate.ledger.state.Genesis.Grant;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Keys;

/** A chain in memory, block after block, each judged and checked; for tests. */
public final class Chain {
  static final int PEOPLE = 8;
  static final long RICH = 1_000_000;
  static final long STAKE = 10_000;
  public static final Fees FEES = new Fees(1, 2, 3, 1, 4, 5, 6, 7);

  public static final Policy POLICY =
      new Policy(
          FEES,
          5,
          20,
          10,
          30,
          100,
          1000,
          100,
          Optional.empty(),
          1000,
          Block.BYTES_MIN,
          VestingTerms.NONE);

  final Genesis genesis;
  final Execution execution;
  private final TreeMap<Bytes, Bytes> entries = new TreeMap<>();
  private final TreeMap<Bytes, Bytes> nodes = new TreeMap<>();
  private State state;
  private Block last;

  private Chain(Genesis genesis, EvidenceCheck evidence) {
    this.genesis = genesis;
    this.execution = new Execution(Rules.of(genesis, SignatureCheck.ED25519, evidence));
    Executed opened = Execution.open(genesis);
    this.state = opened.after();
    this.last = new Block(opened.header(), List.of(), Bytes.EMPTY);
    store(opened);
  }

  public static Chain of(Policy policy) {
    return new Chain(genesis(policy), (chain, offender, height, proof) -> proof.at(0) == 1);
  }

  public static Chain usual() {
    return of(POLICY);
  }

  /** Eight people with a million each; the first four have a stake and a seat with power 100. */
  static Genesis genesis(Policy policy) {
    List<AccountId> people =
        Arrays.stream(new int[] {0, 1, 2, 3, 4, 5, 6, 7}).mapToObj(Chain::id).sorted().toList();
    List<AccountId> seated = people.stream().filter(Chain::seated).toList();
    return new Genesis(
        "test",
        1_700_000_000_000L,
        people.stream().map(id -> new Grant(id, RICH)).toList(),
        seated.stream().map(id -> new Grant(id, STAKE)).toList(),
        new Seats(seated.stream().map(id -> new Seat(id.node(), 100)).toList()),
        policy);
  }

  private static boolean seated(AccountId id) {
    return List.of(id(0), id(1), id(2), id(3)).contains(id);
  }

  public static Keys keys(int who) {
    byte[] secret = new byte[32];
    secret[0] = 77;
    secret[1] = (byte) who;
    return Keys.of(secret);
  }

  public static AccountId id(int who) {
    return AccountId.of(keys(who).id());
  }

  public static NodeId node(int who) {
    return keys(who).id();
  }

  public Digest digest() {
    return genesis.chain();
  }

  public State state() {
    return state;
  }

  Block last() {
    return last;
  }

  SortedMap<Bytes, Bytes> entries() {
    return entries;
  }

  SortedMap<Bytes, Bytes> nodes() {
    return nodes;
  }

  public long height() {
    return state.tip().height();
  }

  public long balance(int who) {
    return state.account(id(who)).balance();
  }

  Opening opening() {
    NodeId proposer = state.rotation().current().seats().getFirst().validator();
    Bytes commit = Bytes.copyOf(new byte[] {(byte) height()});
    return new Opening(state.tip().timeMillis() + 1000, proposer, commit);
  }

  /** Signs with the right fee. */
  public SignedTransaction sign(int who, long nonce, Operation operation) {
    Transaction transaction =
        new Transaction(id(who), nonce, genesis.policy().fees().of(operation), operation);
    return SignedTransaction.of(transaction, digest(), keys(who));
  }

  /** Signs with the next nonce, too. */
  SignedTransaction sign(int who, Operation operation) {
    return sign(who, state.account(id(who)).nonce(), operation);
  }

  /** Why an operation would be refused now; empty when it would be executed. */
  Optional<Refusal> refusal(int who, Operation operation) {
    return refusal(sign(who, operation));
  }

  Optional<Refusal> refusal(SignedTransaction signed) {
    Built built = execution.build(state, opening(), List.of(signed));
    return Optional.ofNullable(built.refused().get(signed.id(digest())));
  }

  public Built build(List<SignedTransaction> candidates) {
    return execution.build(state, opening(), candidates);
  }

  /** Adds a block of all of these. */
  public Executed add(SignedTransaction... transactions) {
    Built built = build(List.of(transactions));
    assertThat(built.refused()).isEmpty();
    return add(built.block());
  }

  /** Adds a block with one operation. */
  public Executed add(int who, Operation operation) {
    return add(sign(who, operation));
  }

  /** Adds a block that somebody built. */
  public Executed add(Block block) {
    Judged judged = execution.judge(state, block);
    assertThat(judged).isInstanceOf(Judged.Valid.class);
    Executed executed = ((Judged.Valid) judged).executed();
    assertThat(Invariants.afterBlock(state, executed)).isEmpty();
    store(executed);
    state = State.at(executed.header(), this::entry, this::treeNode);
    last = block;
    return executed;
  }

  /** Adds an empty block so many seconds after the last one. */
  void after(long seconds) {
    Opening next = opening();
    long timeMillis = state.tip().timeMillis() + 1000 * seconds;
    Opening later = new Opening(timeMillis, next.proposer(), next.lastCommit());
    add(execution.build(state, later, List.of()).block());
  }

  /** Adds empty blocks up to a height. */
  public void reach(long height) {
    while (height() < height) {
      add();
    }
  }

  /** The first law that the whole state breaks. */
  public Optional<Violation> audit() {
    return Invariants.audit(entries, state.tip().state());
  }

  private Optional<Bytes> entry(Bytes key) {
    return Optional.ofNullable(entries.get(key));
  }

  private Optional<Bytes> treeNode(Bytes key) {
    return Optional.ofNullable(nodes.get(key));
  }

  private void store(Executed executed) {
    write(entries, executed.delta().entries());
    write(nodes, executed.delta().nodes());
  }

  private static void write(Map<Bytes, Bytes> to, SortedMap<Bytes, Optional<Bytes>> changes) {
    changes.forEach(
        (key, value) -> value.ifPresentOrElse(bytes -> to.put(key, bytes), () -> to.remove(key)));
  }
}
