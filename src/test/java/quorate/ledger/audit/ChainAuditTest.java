package quorate.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.ledger.audit.ChainAudit.Report;
import quorate.ledger.audit.Finding.Fault;
import quorate.ledger.bft.Certificate;
import quorate.ledger.bft.Seal;
import quorate.ledger.bft.Validator;
import quorate.ledger.bft.Validators;
import quorate.ledger.bft.Value;
import quorate.ledger.bft.VoteType;
import quorate.ledger.chain.Charge;
import quorate.ledger.chain.Previous;
import quorate.ledger.state.Entry;
import quorate.ledger.state.Entry.Account;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Header;
import quorate.ledger.state.Operation;
import quorate.ledger.state.OtherHeader;
import quorate.ledger.state.StateKey;
import quorate.ledger.store.Change;
import quorate.ledger.store.Committed;
import quorate.ledger.store.FileDisk;
import quorate.ledger.store.FileLedgerStore;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.ledger.store.rocksdb.RocksLedgerStore;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.wire.Codec;
import quorate.wire.Keys;

class ChainAuditTest {
  private static final Bytes GARBAGE = Bytes.copyOf(new byte[] {1, 2, 3});

  @TempDir private Path dir;
  private int stores;

  @Test
  void findsNothingWhenNothingWasChanged() throws StoreRefused {
    ChainFixture chain = ChainFixture.usual();
    Report links = links(chain);
    assertThat(links.findings()).isEmpty();
    assertThat(links.executed()).isFalse();
    assertThat(links.certified()).isEqualTo(5);
    Report executed = fromGenesis(chain);
    assertThat(executed.findings()).isEmpty();
    assertThat(executed.executed()).isTrue();
    assertThat(executed.transactions()).isEqualTo(3);
    assertThat(executed.height()).isEqualTo(5);
  }

  @Test
  void findsNothingInTheDatabaseEither() throws StoreRefused {
    ChainFixture chain = ChainFixture.usual();
    try (LedgerStore store = RocksLedgerStore.open(dir.resolve("rocks"), chain.genesis().chain())) {
      chain.write(store);
      assertThat(audit(chain.genesis(), store).fromGenesis().findings()).isEmpty();
    }
  }

  @Test
  void checksEveryCommitWhenValidatorsChange() throws StoreRefused {
    ChainFixture chain = ChainFixture.usual();
    Operation change = new Operation.ValidatorChange(ChainFixture.id(0).node(), 12);
    chain.add(chain.sign(5, change));
    for (int i = 0; i < 8; i++) {
      chain.add();
    }
    change = new Operation.ValidatorChange(ChainFixture.id(1).node(), 12);
    chain.add(chain.sign(5, change));
    for (int i = 0; i < 10; i++) {
      chain.add();
    }
    Report links = links(chain);
    assertThat(links.findings()).isEmpty();
    assertThat(links.certified()).isEqualTo(links.height());
    Report executed = fromGenesis(chain);
    assertThat(executed.findings()).isEmpty();
    assertThat(executed.certified()).isEqualTo(executed.height());
  }

  @Test
  void findsNothingWhereSomebodyWasSlashedForVotingTwice() throws StoreRefused {
    ChainFixture chain = ChainFixture.opened();
    chain.add(chain.sign(0, new Operation.NodeRegister(5000)));
    chain.add(chain.sign(4, chain.doubleVote(0, 1)));
    chain.add();
    Entry.Stake rest = chain.state().find(StateKey.stake(ChainFixture.id(0).node())).orElseThrow();
    assertThat(rest.bonded()).isEqualTo(4500);
    Report executed = fromGenesis(chain);
    assertThat(executed.findings()).isEmpty();
    assertThat(executed.executed()).isTrue();
  }

  @Test
  void saysSoWhenSomebodyWasSlashedWithoutAnOffence() throws StoreRefused {
    ChainFixture chain = ChainFixture.credulous();
    chain.add();
    Operation.Evidence real = chain.doubleVote(1, 1);
    Operation framed = new Operation.Evidence(ChainFixture.id(0).node(), 1, real.proof());
    chain.add(chain.sign(4, framed));
    assertThat(links(chain).sound()).isTrue();
    Report executed = fromGenesis(chain);
    assertThat(faults(executed)).containsExactly(Fault.EXECUTION_DIFFERS);
    assertThat(executed.findings().getFirst().detail()).contains("EVIDENCE_UNPROVEN");
  }

  @Test
  void namesTheHeightWhenAHeaderWasChanged() throws StoreRefused {
    ChainFixture chain = ChainFixture.usual();
    Header header = header(chain, 2);
    tamper(chain, 2, each -> with(each, bytes(later(header, 1)), each.block(), each.commit()));
    assertThat(links(chain).findings())
        .extracting(Finding::height, Finding::fault)
        .contains(tuple(2L, Fault.COMMIT_OF_ANOTHER), tuple(3L, Fault.WRONG_PREVIOUS));
    assertThat(fromGenesis(chain).executed()).isFalse();
  }

  @Test
  void saysSoWhenSomethingCannotBeRead() throws StoreRefused {
    assertThat(first(2, each -> with(each, GARBAGE, each.block(), each.commit())))
        .isEqualTo(Fault.HEADER_UNREADABLE);
    assertThat(first(2, each -> with(each, each.header(), GARBAGE, each.commit())))
        .isEqualTo(Fault.BLOCK_UNREADABLE);
    assertThat(first(2, each -> with(each, each.header(), each.block(), GARBAGE)))
        .isEqualTo(Fault.COMMIT_UNREADABLE);
  }

  @Test
  void saysSoWhenSomethingIsMissing() throws StoreRefused {
    ChainFixture chain = ChainFixture.usual();
    try (LedgerStore store = store(chain)) {
      assertThat(missing(chain, store, "header")).contains(Fault.HEADER_MISSING);
      assertThat(missing(chain, store, "block")).contains(Fault.BLOCK_MISSING);
      assertThat(missing(chain, store, "commit")).containsExactly(Fault.COMMIT_MISSING);
    }
  }

  private static List<Fault> missing(ChainFixture chain, LedgerStore store, String part)
      throws StoreRefused {
    InvocationHandler without =
        (proxy, method, args) ->
            method.getName().equals(part) && args[0].equals(2L)
                ? Optional.empty()
                : method.invoke(store, args);
    ClassLoader loader = LedgerStore.class.getClassLoader();
    Class<?>[] types = {LedgerStore.class};
    LedgerStore lossy = (LedgerStore) Proxy.newProxyInstance(loader, types, without);
    return faults(audit(chain.genesis(), lossy).links());
  }

  @Test
  void saysSoWhenAHeaderIsOfAnotherHeight() throws StoreRefused {
    Bytes other = ChainFixture.usual().heights().get(3).header();
    assertThat(first(2, each -> with(each, other, each.block(), each.commit())))
        .isEqualTo(Fault.WRONG_HEIGHT);
  }

  @Test
  void saysSoWhenATransactionWasChanged() throws StoreRefused {
    ChainFixture other = ChainFixture.opened();
    other.add(other.sign(4, new Operation.Transfer(ChainFixture.id(5), 1)));
    Bytes body = other.heights().get(1).block();
    assertThat(first(1, each -> with(each, each.header(), body, each.commit())))
        .isEqualTo(Fault.WRONG_TRANSACTIONS_ROOT);
  }

  @Test
  void saysSoWhenTheVotesAreForAnotherBlock() throws StoreRefused {
    Bytes other = ChainFixture.usual().heights().get(3).commit();
    assertThat(first(2, each -> with(each, each.header(), each.block(), other)))
        .isEqualTo(Fault.COMMIT_OF_ANOTHER);
  }

  @Test
  void saysSoWhenTooFewHaveVoted() throws StoreRefused {
    ChainFixture chain = ChainFixture.usual();
    Committed at = chain.heights().get(5);
    Digest value = new Value(at.header(), at.block()).id();
    Certificate few = chain.certificate(header(chain, 5), value, 2);
    Bytes commit = chain.decided(few);
    assertThat(first(5, each -> with(each, each.header(), each.block(), commit)))
        .isEqualTo(Fault.COMMIT_INVALID);
  }

  @Test
  void saysSoWhenItWasVotedForButNotCommitted() throws StoreRefused {
    ChainFixture chain = ChainFixture.usual();
    Committed at = chain.heights().get(5);
    Digest value = new Value(at.header(), at.block()).id();
    Certificate polka = chain.certificate(VoteType.PREVOTE, header(chain, 5), value, 4);
    Bytes commit = chain.decided(polka);
    assertThat(first(5, each -> with(each, each.header(), each.block(), commit)))
        .isEqualTo(Fault.COMMIT_OF_ANOTHER);
  }

  @Test
  void saysSoWhenASignatureDoesNotHold() throws StoreRefused {
    Certificate whole = decided(ChainFixture.usual(), 5).commit();
    List<Seal> seals = new ArrayList<>(whole.seals());
    seals.set(0, new Seal(seals.get(0).validator(), seals.get(1).signature()));
    Certificate forged =
        new Certificate(VoteType.PRECOMMIT, 5, 0, whole.value(), whole.validRound(), seals);
    Bytes commit = ChainFixture.usual().decided(forged);
    assertThat(first(5, each -> with(each, each.header(), each.block(), commit)))
        .isEqualTo(Fault.COMMIT_INVALID);
  }

  @Test
  void saysSoWhenOthersHaveVotedThanTheValidators() throws StoreRefused {
    Previous whole = decided(ChainFixture.usual(), 5);
    List<Validator> fewer = whole.validators().members().subList(0, 3);
    Bytes commit = new Previous(whole.commit(), new Validators(fewer)).encoded();
    assertThat(first(5, each -> with(each, each.header(), each.block(), commit)))
        .isEqualTo(Fault.COMMIT_INVALID);
  }

  private static Previous decided(ChainFixture chain, int height) {
    return Previous.decoded(chain.heights().get(height).commit());
  }

  @Test
  void saysSoWhenTheVotesForTheBlockBeforeAreNone() throws StoreRefused {
    ChainFixture chain = ChainFixture.usual();
    chain.replaceLastCommit(GARBAGE);
    chain.add();
    assertThat(faults(links(chain))).containsExactly(Fault.WRONG_LAST_COMMIT);
  }

  @Test
  void saysSoWhenTimeDoesNotGoOn() throws StoreRefused {
    ChainFixture chain = ChainFixture.usual();
    chain.add(header -> later(header, -60_000));
    assertThat(faults(links(chain))).containsExactly(Fault.TIME_NOT_LATER);
  }

  @Test
  void saysSoWhenTheValidatorsAreOthersThanWereNamed() throws StoreRefused {
    ChainFixture chain = ChainFixture.usual();
    chain.add(header -> new OtherHeader(header).nextValidators(Digest.of(new byte[] {9})));
    chain.add();
    assertThat(faults(links(chain))).containsExactly(Fault.WRONG_VALIDATORS);
  }

  @Test
  void seesWhatAllValidatorsLiedAboutOnlyWhenItExecutes() throws StoreRefused {
    ChainFixture chain = ChainFixture.opened();
    chain.add(header -> new OtherHeader(header).state(Digest.of(new byte[] {7})));
    chain.add();
    assertThat(links(chain).sound()).isTrue();
    Report executed = fromGenesis(chain);
    assertThat(executed.findings())
        .extracting(Finding::height, Finding::fault)
        .containsExactly(tuple(1L, Fault.EXECUTION_DIFFERS));
    assertThat(executed.findings().getFirst().detail()).contains("WRONG_STATE_ROOT");
  }

  @Test
  void saysSoWhenCreditsWereAddedToTheState() throws StoreRefused {
    ChainFixture chain = ChainFixture.usual();
    give(chain, 4, 1);
    assertThat(faults(links(chain))).contains(Fault.LAW_BROKEN, Fault.TREE_DIFFERS);
    assertThat(faults(fromGenesis(chain))).containsExactly(Fault.STATE_DIFFERS);
  }

  @Test
  void saysSoWhenCreditsWereMovedInTheState() throws StoreRefused {
    ChainFixture chain = ChainFixture.usual();
    give(chain, 4, 1);
    give(chain, 5, -1);
    assertThat(faults(links(chain)))
        .containsExactly(Fault.STATE_DIFFERS, Fault.TREE_DIFFERS, Fault.TREE_DIFFERS);
  }

  @Test
  void saysSoWhenTheTreeWasChanged() throws StoreRefused {
    ChainFixture chain = ChainFixture.usual();
    Change root = chain.heights().get(3).nodes().getFirst();
    tamper(chain, 5, each -> with(each, each.state(), List.of(Change.gone(root.key()))));
    assertThat(faults(links(chain))).containsOnly(Fault.TREE_DIFFERS);
    assertThat(faults(fromGenesis(chain))).containsExactly(Fault.TREE_DIFFERS);
  }

  @Test
  void saysSoWhenTheStateCannotBeRead() throws StoreRefused {
    ChainFixture chain = ChainFixture.usual();
    Bytes key = StateKey.account(ChainFixture.id(4)).bytes();
    tamper(chain, 5, each -> with(each, List.of(Change.put(key, GARBAGE)), each.nodes()));
    assertThat(faults(links(chain))).contains(Fault.STATE_DIFFERS);
  }

  @Test
  void saysSoWhenATransactionIsNotFoundWhereItIs() throws StoreRefused {
    assertThat(first(1, each -> with(each, List.of(), each.state(), each.nodes(), each.root())))
        .isEqualTo(Fault.INDEX_DIFFERS);
  }

  @Test
  void saysSoWhenTheTipHasAnotherRoot() throws StoreRefused {
    assertThat(
            first(
                5,
                each ->
                    with(
                        each, each.transactions(), each.state(), each.nodes(), Digest.of(GARBAGE))))
        .isEqualTo(Fault.TIP_DIFFERS);
  }

  @Test
  void saysSoWhenTheGenesisIsAnother() throws StoreRefused {
    ChainFixture chain = ChainFixture.usual();
    try (LedgerStore store = store(chain)) {
      Report report = audit(ChainFixture.named("other").genesis(), store).fromGenesis();
      assertThat(report.findings().getFirst().fault()).isEqualTo(Fault.WRONG_CHAIN);
      assertThat(report.executed()).isFalse();
    }
  }

  @Test
  void saysSoWhenTheFirstHeaderDoesNotFollowFromTheGenesis() throws StoreRefused {
    ChainFixture chain = ChainFixture.opened();
    tamper(
        chain,
        0,
        each -> with(each, bytes(later(header(chain, 0), 1)), each.block(), each.commit()));
    assertThat(faults(links(chain))).containsExactly(Fault.WRONG_GENESIS);
  }

  @Test
  void looksAtWhatIsLeftWhenHeightsWerePruned() throws StoreRefused {
    ChainFixture chain = ChainFixture.usual();
    chain.heights().subList(0, 1).clear();
    chain.heights().set(0, snapshot(chain));
    Report links = links(chain);
    assertThat(links.lowest()).isEqualTo(1);
    assertThat(links.findings()).isEmpty();
    try (LedgerStore store = store(chain)) {
      assertThatThrownBy(() -> audit(chain.genesis(), store).fromGenesis())
          .isInstanceOf(StoreRefused.class)
          .hasMessageContaining("begins at height 1");
    }
  }

  /** The first height of a store that begins at 1: all of the state comes with it. */
  private static Committed snapshot(ChainFixture pruned) {
    ChainFixture whole = ChainFixture.usual();
    List<Change> state = new ArrayList<>(whole.heights().get(0).state());
    state.addAll(whole.heights().get(1).state());
    List<Change> nodes = new ArrayList<>(whole.heights().get(0).nodes());
    nodes.addAll(whole.heights().get(1).nodes());
    return with(pruned.heights().getFirst(), state, nodes);
  }

  private void give(ChainFixture chain, int who, long amount) {
    StateKey<Account> key = StateKey.account(ChainFixture.id(who));
    Account has = chain.state().account(ChainFixture.id(who));
    Entry more = new Account(has.balance() + amount, has.held(), has.nonce());
    Change change = Change.put(key.bytes(), Codec.encode(Entry.class, more));
    tamper(
        chain,
        5,
        each -> {
          List<Change> changes = new ArrayList<>(each.state());
          changes.add(change);
          return with(each, changes, each.nodes());
        });
  }

  private Fault first(int height, UnaryOperator<Committed> tampering) throws StoreRefused {
    ChainFixture chain = ChainFixture.usual();
    tamper(chain, height, tampering);
    Finding finding = links(chain).findings().getFirst();
    assertThat(finding.height()).isEqualTo(height);
    assertThat(fromGenesis(chain).findings()).contains(finding);
    return finding.fault();
  }

  private static void tamper(ChainFixture chain, int height, UnaryOperator<Committed> tampering) {
    chain.heights().set(height, tampering.apply(chain.heights().get(height)));
  }

  private static Committed with(Committed at, Bytes header, Bytes block, Bytes commit) {
    return new Committed(
        at.height(), header, block, commit, at.transactions(), at.state(), at.nodes(), at.root());
  }

  private static Committed with(Committed at, List<Change> state, List<Change> nodes) {
    return with(at, at.transactions(), state, nodes, at.root());
  }

  private static Committed with(
      Committed at,
      List<Digest> transactions,
      List<Change> state,
      List<Change> nodes,
      Digest root) {
    return new Committed(
        at.height(), at.header(), at.block(), at.commit(), transactions, state, nodes, root);
  }

  private static Header header(ChainFixture chain, int height) {
    return Codec.decode(Header.class, chain.heights().get(height).header()).found().orElseThrow();
  }

  private static Bytes bytes(Header header) {
    return Codec.encode(Header.class, header);
  }

  private static Header later(Header header, long millis) {
    return new OtherHeader(header).time(header.timeMillis() + millis);
  }

  private static List<Fault> faults(Report report) {
    return report.findings().stream().map(Finding::fault).toList();
  }

  private Report links(ChainFixture chain) throws StoreRefused {
    try (LedgerStore store = store(chain)) {
      return audit(chain.genesis(), store).links();
    }
  }

  private Report fromGenesis(ChainFixture chain) throws StoreRefused {
    try (LedgerStore store = store(chain)) {
      return audit(chain.genesis(), store).fromGenesis();
    }
  }

  private static ChainAudit audit(Genesis genesis, LedgerStore store) {
    return new ChainAudit(genesis, store, Charge.check(Keys::verify), height -> {});
  }

  private LedgerStore store(ChainFixture chain) throws StoreRefused {
    Path folder = dir.resolve("store-" + stores++);
    LedgerStore store =
        FileLedgerStore.open(FileDisk.in(folder), chain.genesis().chain(), () -> 1L);
    chain.write(store);
    return store;
  }
}
