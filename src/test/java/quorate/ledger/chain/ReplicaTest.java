package quorate.ledger.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import quorate.ledger.audit.ChainFixture;
import quorate.ledger.bft.Certificate;
import quorate.ledger.bft.ConsensusInput;
import quorate.ledger.bft.ConsensusMessage.Certified;
import quorate.ledger.bft.ConsensusMessage.Committed;
import quorate.ledger.bft.ConsensusMessage.Proposed;
import quorate.ledger.bft.Electorate;
import quorate.ledger.bft.Proposal;
import quorate.ledger.bft.SignedProposal;
import quorate.ledger.bft.Value;
import quorate.ledger.bft.Vote;
import quorate.ledger.bft.VoteType;
import quorate.ledger.chain.PeerMessage.Agree;
import quorate.ledger.chain.PeerMessage.AskBlock;
import quorate.ledger.chain.PeerMessage.Reached;
import quorate.ledger.chain.ReplicaInput.Heard;
import quorate.ledger.chain.ReplicaInput.Opened;
import quorate.ledger.chain.ReplicaInput.Stored;
import quorate.ledger.chain.ReplicaInput.Submitted;
import quorate.ledger.chain.ReplicaInput.Tick;
import quorate.ledger.chain.ReplicaOrder.Cause;
import quorate.ledger.chain.ReplicaOrder.Halt;
import quorate.ledger.chain.ReplicaOrder.Outcome;
import quorate.ledger.chain.ReplicaOrder.Send;
import quorate.ledger.chain.ReplicaOrder.Sign;
import quorate.ledger.chain.ReplicaOrder.Store;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Entry;
import quorate.ledger.state.Header;
import quorate.ledger.state.Mempool;
import quorate.ledger.state.Operation;
import quorate.ledger.state.OtherHeader;
import quorate.ledger.state.Refusal;
import quorate.ledger.state.Seat;
import quorate.ledger.state.Seats;
import quorate.ledger.state.SignatureCheck;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.StateKey;
import quorate.ledger.state.Transaction;
import quorate.ledger.store.Change;
import quorate.ledger.store.Restart.Plan;
import quorate.ledger.store.Slot;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Codec;
import quorate.wire.Keys;

/** What a replica orders on what it is told, over a chain of four validators with real keys. */
class ReplicaTest {
  private static final ReplicaPolicy POLICY =
      new ReplicaPolicy(
          ReplicaPolicy.DEFAULT.consensus(), new Mempool.Limits(400, 10, 600), 100, 500, 1000, 400);

  private final ChainFixture chain = ChainFixture.usual();
  private final Electorate voters =
      new Electorate(
          Origin.chain(chain.genesis().chain()), Origin.validators(chain.genesis().validators()));
  private final TreeMap<Bytes, Bytes> entries = new TreeMap<>();
  private final TreeMap<Bytes, Bytes> nodes = new TreeMap<>();
  private final List<ReplicaOrder> orders = new ArrayList<>();
  private NodeId self = voters.proposer(1, 0);
  private Replica replica = replica();
  private long now = chain.genesis().timeMillis() + 60_000;

  // ---- how it begins

  @Test
  void proposesWhenItsPlanIsToBeginAndItIsItsTurn() {
    open(0, new Plan.Begin(1));
    assertThat(orders.getFirst()).isEqualTo(new ReplicaOrder.BeginJournal(1));
    assertThat(signed()).containsExactly(new Slot(1, 0, Slot.Step.PROPOSAL));
    int flush = orders.indexOf(new ReplicaOrder.Flush());
    assertThat(flush).isPositive().isLessThan(orders.indexOf(only(Sign.class)));
  }

  @Test
  void signsNothingAtAHeightWhereItsVotesAreForgotten() {
    open(0, new Plan.Abstain(1));
    later(30_000);
    assertThat(signed()).isEmpty();
    serve(1);
    assertThat(of(Store.class)).hasSize(1);
  }

  @Test
  void fetchesWithoutAJournalAndOpensAgainWhenItsStoreIsBehind() {
    open(0, new Plan.CatchUp(1, 2));
    serve(1);
    later(POLICY.pauseMillis());
    serve(2);
    assertThat(of(Store.class))
        .extracting(store -> store.height().height())
        .containsExactly(1L, 2L);
    assertThat(orders.getLast()).isEqualTo(new ReplicaOrder.OpenAgain());
    assertThat(of(ReplicaOrder.BeginJournal.class)).isEmpty();
    assertThat(of(ReplicaOrder.Journal.class)).isEmpty();
    assertThat(signed()).isEmpty();
    orders.clear();
    serve(3);
    assertThat(orders).as("nothing follows").isEmpty();
  }

  @Test
  void goesOnWhereItsJournalEndsWithoutSigningAgain() {
    open(0, new Plan.Begin(1));
    Sign sign = only(Sign.class);
    feed(new ReplicaInput.Signed(sign.slot(), sign(self, sign.what())));
    List<ConsensusInput> journal =
        of(ReplicaOrder.Journal.class).stream().map(ReplicaOrder.Journal::entry).toList();
    assertThat(signed().getLast()).isEqualTo(new Slot(1, 0, Slot.Step.PREVOTE));
    orders.clear();
    replica = replica();
    open(0, new Plan.Replay(1), journal);
    assertThat(of(ReplicaOrder.BeginJournal.class)).isEmpty();
    assertThat(signed()).containsExactly(new Slot(1, 0, Slot.Step.PREVOTE));
  }

  @Test
  void asksForWhatIsMissingFromItsHeightOnWhenItHasReplayed() {
    List<ConsensusInput> journal = List.of(new ConsensusInput.StartHeight(4, voters.validators()));
    for (List<ConsensusInput> each : List.of(journal, List.<ConsensusInput>of())) {
      replica = replica();
      orders.clear();
      open(3, new Plan.Replay(4), each);
      claim(peer(1), 9);
      assertThat(asked()).startsWith(new Send(peer(1), new AskBlock(4)));
      assertThat(asked()).doesNotContain(new Send(peer(1), new AskBlock(1)));
    }
  }

  // ---- catching up

  @Test
  void storesWhatAPeerHasAndAQuorumHasSigned() {
    open(0, new Plan.Begin(1));
    serve(1);
    assertThat(only(Store.class).height().header()).isEqualTo(chain.heights().get(1).header());
    assertThat(only(Store.class).height().root()).isEqualTo(chain.heights().get(1).root());
    assertThat(only(Store.class).height().transactions())
        .isEqualTo(chain.heights().get(1).transactions());
  }

  @Test
  void storesNothingThatTooFewHaveSigned() {
    open(0, new Plan.Begin(1));
    Value value = value(1);
    Certificate few = commit(1, value.id(), 2);
    feed(new Heard(peer(1), new Agree(new Committed(value, few))));
    assertThat(of(Store.class)).isEmpty();
  }

  @Test
  void isNotStalledByAPeerThatClaimsWhatItDoesNotHave() {
    open(0, new Plan.Begin(1));
    claim(peer(1), 1_000_000_000);
    assertThat(asked()).contains(new Send(peer(1), new AskBlock(1)));
    orders.clear();
    claim(peer(2), 5);
    later(POLICY.askMillis());
    assertThat(asked()).contains(new Send(peer(2), new AskBlock(1)));
    orders.clear();
    later(POLICY.askMillis() - 1);
    assertThat(asked()).doesNotContain(new Send(peer(1), new AskBlock(1)));
    serve(1);
    assertThat(of(Store.class)).hasSize(1);
  }

  @Test
  void givesABlockThatItHasAndNoOther() {
    open(3, new Plan.Begin(4));
    feed(new Heard(peer(1), new AskBlock(3)));
    feed(new Heard(peer(1), new AskBlock(4)));
    assertThat(of(ReplicaOrder.Give.class)).containsExactly(new ReplicaOrder.Give(peer(1), 3));
  }

  // ---- proposals

  @Test
  void votesForAnEarlyProposalOnlyWhenItsTimeHasCome() {
    self = peer(0).equals(voters.proposer(1, 0)) ? peer(1) : peer(0);
    replica = replica();
    long time = Codec.decode(Header.class, value(1).header()).found().orElseThrow().timeMillis();
    now = time - POLICY.aheadMillis() - 200;
    open(0, new Plan.Begin(1));
    feed(new Heard(peer(1), new Agree(proposed(value(1)))));
    later(199);
    assertThat(signed()).isEmpty();
    later(1);
    assertThat(only(Sign.class).slot()).isEqualTo(new Slot(1, 0, Slot.Step.PREVOTE));
    assertThat(only(Sign.class).what()).isEqualTo(prevote(Optional.of(value(1).id())));
  }

  @Test
  void votesNilForAProposalThatIsNoBlock() {
    self = peer(0).equals(voters.proposer(1, 0)) ? peer(1) : peer(0);
    replica = replica();
    open(0, new Plan.Begin(1));
    Value wrong = new Value(value(1).header(), Bytes.copyOf(new byte[] {1}));
    feed(new Heard(peer(1), new Agree(proposed(wrong))));
    assertThat(only(Sign.class).what()).isEqualTo(prevote(Optional.empty()));
  }

  // ---- halting

  @Test
  void haltsWhenTwoValuesAreCommittedAtOneHeight() {
    open(0, new Plan.Begin(1));
    for (int i = 1; i <= 2; i++) {
      Certificate commit = commit(1, Digest.of(new byte[] {(byte) i}), 4);
      feed(new Heard(peer(1), new Agree(new Certified(commit))));
    }
    assertThat(orders.getLast()).isInstanceOf(Halt.class);
    assertThat(only(Halt.class).cause()).isEqualTo(Cause.FORK);
    orders.clear();
    serve(1);
    later(10_000);
    assertThat(orders).as("nothing follows").isEmpty();
  }

  @Test
  void haltsWhenAQuorumHasCommittedWhatIsInvalid() {
    ChainFixture lying = ChainFixture.opened();
    lying.add(header -> new OtherHeader(header).state(Digest.of(new byte[] {7})));
    quorate.ledger.store.Committed lie = lying.heights().get(1);
    open(0, new Plan.Begin(1));
    Value value = new Value(lie.header(), lie.block());
    Committed block = new Committed(value, Previous.decoded(lie.commit()).commit());
    feed(new Heard(peer(1), new Agree(block)));
    assertThat(only(Halt.class).cause()).isEqualTo(Cause.COMMITTED_INVALID);
    assertThat(of(Store.class)).isEmpty();
  }

  @Test
  void haltsWhenALawDoesNotHoldAfterABlock() {
    load(0);
    Seats seats = chain.genesis().validators();
    Seats fewer = new Seats(seats.seats().subList(0, 3));
    Entry wrong = new Entry.Rotation(seats, fewer, List.of(new Seat(peer(5), -1)));
    entries.put(StateKey.rotation().bytes(), Codec.encode(Entry.class, wrong));
    opened(0, new Plan.Begin(1), List.of());
    Sign sign = only(Sign.class);
    feed(new ReplicaInput.Signed(sign.slot(), sign(self, sign.what())));
    Value own =
        of(ReplicaOrder.Publish.class).stream()
            .map(ReplicaOrder.Publish::message)
            .filter(said -> said instanceof Agree(Proposed proposed))
            .map(said -> ((Proposed) ((Agree) said).message()).value())
            .findFirst()
            .orElseThrow();
    Certificate commit = commit(1, own.id(), 4);
    feed(new Heard(peer(1), new Agree(new Committed(own, commit))));
    assertThat(only(Halt.class).cause()).isEqualTo(Cause.INVARIANT);
    assertThat(of(Store.class)).isEmpty();
  }

  // ---- transactions

  @Test
  void refusesTransactionsBeyondWhatMayWait() {
    open(0, new Plan.Begin(1));
    List<SignedTransaction> three =
        IntStream.range(0, 3).mapToObj(nonce -> transfer(nonce)).toList();
    three.forEach(each -> feed(new Submitted(each)));
    Digest last = three.getLast().id(chain.genesis().chain());
    assertThat(of(ReplicaOrder.Tell.class))
        .containsExactly(new ReplicaOrder.Tell(last, new Outcome.Refused(Refusal.POOL_FULL)));
  }

  @Test
  void tellsThatATransactionIsFinalOnceItsBlockIsStored() {
    open(0, new Plan.Begin(1));
    SignedTransaction first = transaction();
    feed(new Submitted(first));
    serve(1);
    assertThat(of(ReplicaOrder.Tell.class))
        .containsExactly(
            new ReplicaOrder.Tell(first.id(chain.genesis().chain()), new Outcome.Final(1)));
  }

  /** Those who vote drop it without a word, and it never proposes. */
  @Test
  void tellsThatATransactionCannotBeExecutedWhenItDoesNotVote() {
    self = peer(5);
    replica = replica();
    open(0, new Plan.Begin(1));
    SignedTransaction vain = transfer(0, ChainFixture.id(4), 1);
    feed(new Submitted(vain));
    assertThat(of(ReplicaOrder.Tell.class)).isEmpty();
    later(POLICY.announceMillis());
    assertThat(of(ReplicaOrder.Tell.class))
        .containsExactly(
            new ReplicaOrder.Tell(
                vain.id(chain.genesis().chain()), new Outcome.Refused(Refusal.TO_ITSELF)));
    feed(new Submitted(transfer(0, ChainFixture.id(5), 9_000_000)));
    later(POLICY.announceMillis());
    assertThat(of(ReplicaOrder.Tell.class)).as("what a later block may allow waits").hasSize(1);
  }

  // ---- the stage

  private SignedTransaction transaction() {
    return Body.block(value(1)).found().orElseThrow().transactions().getFirst();
  }

  private SignedTransaction transfer(long nonce) {
    return transfer(nonce, ChainFixture.id(5), 1);
  }

  private SignedTransaction transfer(long nonce, AccountId to, long amount) {
    Operation transfer = new Operation.Transfer(to, amount);
    return SignedTransaction.of(
        new Transaction(
            ChainFixture.id(4), nonce, chain.genesis().policy().fees().of(transfer), transfer),
        chain.genesis().chain(),
        ChainFixture.keys(4));
  }

  private Bytes prevote(Optional<Digest> value) {
    return voters.signBytes(new Vote(VoteType.PREVOTE, 1, 0, value, -1, self));
  }

  private Proposed proposed(Value value) {
    NodeId proposer = voters.proposer(1, 0);
    Proposal proposal = new Proposal(1, 0, -1, value.id(), proposer);
    Bytes signature = sign(proposer, voters.signBytes(proposal));
    return new Proposed(new SignedProposal(proposal, signature), value, Optional.empty());
  }

  private Certificate commit(long height, Digest value, int signers) {
    Header header =
        Codec.decode(Header.class, chain.heights().get((int) height).header())
            .found()
            .orElseThrow();
    return chain.certificate(header, value, signers);
  }

  private static Bytes sign(NodeId who, Bytes what) {
    return IntStream.range(0, ChainFixture.PEOPLE)
        .mapToObj(ChainFixture::keys)
        .filter(keys -> keys.id().equals(who))
        .map(keys -> keys.sign(what))
        .findFirst()
        .orElseThrow();
  }

  private NodeId peer(int index) {
    return ChainFixture.id(index).node();
  }

  private Value value(int height) {
    return new Value(chain.heights().get(height).header(), chain.heights().get(height).block());
  }

  /** A peer gives a decided block. */
  private void serve(int height) {
    Certificate commit = Previous.decoded(chain.heights().get(height).commit()).commit();
    feed(new Heard(peer(1), new Agree(new Committed(value(height), commit))));
  }

  /** Twice, for one height ahead is the ordinary case. */
  private void claim(NodeId from, long height) {
    feed(new Heard(from, new Reached(height)));
    feed(new Heard(from, new Reached(height)));
  }

  private void later(long millis) {
    now += millis;
    feed(new Tick(now));
  }

  private Replica replica() {
    return new Replica(
        new Setup(
            chain.genesis(),
            self,
            POLICY,
            SignatureCheck.ED25519,
            Keys::verify,
            key -> Optional.ofNullable(entries.get(key)),
            key -> Optional.ofNullable(nodes.get(key))));
  }

  private void open(int tip, Plan plan) {
    open(tip, plan, List.of());
  }

  private void open(int tip, Plan plan, List<ConsensusInput> journal) {
    load(tip);
    opened(tip, plan, journal);
  }

  private void load(int tip) {
    chain.heights().subList(0, tip + 1).forEach(this::keep);
  }

  private void opened(int tip, Plan plan, List<ConsensusInput> journal) {
    Header header =
        Codec.decode(Header.class, chain.heights().get(tip).header()).found().orElseThrow();
    Optional<Previous> previous =
        tip == 0
            ? Optional.empty()
            : Optional.of(Previous.decoded(chain.heights().get(tip).commit()));
    replica.on(new Tick(now));
    feed(new Opened(header, previous, plan, journal));
  }

  /** Carries out what is to be stored, and nothing else. */
  private void feed(ReplicaInput input) {
    Deque<ReplicaInput> inbox = new ArrayDeque<>(List.of(input));
    while (!inbox.isEmpty()) {
      for (ReplicaOrder order : replica.on(inbox.remove())) {
        orders.add(order);
        if (order instanceof Store(var height)) {
          keep(height);
          inbox.add(new Stored(height.height()));
        }
      }
    }
  }

  private void keep(quorate.ledger.store.Committed height) {
    height.state().forEach(each -> write(entries, each));
    height.nodes().forEach(each -> write(nodes, each));
  }

  private static void write(Map<Bytes, Bytes> to, Change change) {
    change
        .value()
        .ifPresentOrElse(value -> to.put(change.key(), value), () -> to.remove(change.key()));
  }

  private List<Slot> signed() {
    return of(Sign.class).stream().map(Sign::slot).toList();
  }

  private List<Send> asked() {
    return of(Send.class);
  }

  private <T extends ReplicaOrder> List<T> of(Class<T> type) {
    return orders.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private <T extends ReplicaOrder> T only(Class<T> type) {
    assertThat(of(type)).hasSize(1);
    return of(type).getFirst();
  }
}
