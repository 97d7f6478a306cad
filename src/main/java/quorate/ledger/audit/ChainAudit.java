package quorate.ledger.audit;

import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import quorate.ledger.audit.Finding.Fault;
import quorate.ledger.bft.Certificate;
import quorate.ledger.chain.Body;
import quorate.ledger.chain.Previous;
import quorate.ledger.proof.MerkleTree;
import quorate.ledger.state.Block;
import quorate.ledger.state.EvidenceCheck;
import quorate.ledger.state.Execution;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Header;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.ledger.store.Tip;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.wire.Codec;

/**
 * Looks at every stored height from the lowest to the tip, and at the state at the tip: what is
 * checked is in docs/ledger.md. From the genesis each block is executed again; otherwise blocks are
 * taken for executed by those who signed for them.
 */
public final class ChainAudit {
  private final Genesis genesis;
  private final Digest chain; // of the genesis, which is dear to ask for it
  private final LedgerStore store;
  private final EvidenceCheck evidence;
  private final LongConsumer progress;
  private final Findings findings = new Findings();
  private final Commits commits;
  private Optional<Replay> replay = Optional.empty();
  private Optional<Header> before = Optional.empty();
  private Optional<Digest> bodyBefore = Optional.empty();
  private long transactions;
  private long certified;

  /**
   * What an audit came to.
   *
   * @param lowest the first height that was looked at
   * @param height the tip
   * @param transactions in the blocks between
   * @param certified commits whose signatures were checked
   * @param executed whether every block was executed again
   * @param findings the first 100
   * @param faults how many findings there were
   */
  public record Report(
      long lowest,
      long height,
      long transactions,
      long certified,
      boolean executed,
      List<Finding> findings,
      long faults) {
    public Report {
      findings = List.copyOf(findings);
    }

    public boolean sound() {
      return faults == 0;
    }
  }

  /**
   * An audit, to be asked once.
   *
   * @param evidence as the chain's nodes have it
   * @param progress hears each height before it is looked at
   */
  public ChainAudit(
      Genesis genesis, LedgerStore store, EvidenceCheck evidence, LongConsumer progress) {
    this.genesis = genesis;
    this.store = store;
    this.evidence = evidence;
    this.progress = progress;
    this.chain = genesis.chain();
    this.commits = new Commits(chain);
  }

  /** Without executing anything. */
  public Report links() throws StoreRefused {
    return audit();
  }

  /**
   * With every block executed again.
   *
   * @throws StoreRefused also when the store does not begin with the genesis
   */
  public Report fromGenesis() throws StoreRefused {
    long lowest = store.lowest().orElse(0);
    if (lowest > 0) {
      throw new StoreRefused(
          StoreRefused.Why.BROKEN,
          "the store begins at height " + lowest + ", so nothing can be executed from the genesis");
    }
    replay = Optional.of(new Replay(genesis, evidence));
    return audit();
  }

  private Report audit() throws StoreRefused {
    boolean executing = replay.isPresent();
    Header tip = StoredState.tip(store);
    long lowest = store.lowest().orElse(0);
    long last = store.tip().map(Tip::height).orElse(lowest);
    for (long height = lowest; height <= last; height++) {
      progress.accept(height);
      height(height);
    }
    Digest root = store.tip().orElseThrow().root();
    findings.expect(
        root.equals(tip.state()), last, Fault.TIP_DIFFERS, "the store's root is " + root.hex());
    StateAudit states = new StateAudit(store, findings);
    if (replay.isPresent()) {
      states.against(replay.get());
    } else if (!executing) {
      states.against(tip);
    }
    return new Report(
        lowest, last, transactions, certified, replay.isPresent(), findings.kept(), findings.all());
  }

  private void height(long height) throws StoreRefused {
    Optional<Header> header = header(height);
    Optional<Digest> body = Optional.empty();
    boolean linked = header.isPresent() && linked(height, header.get());
    if (height > 0 && header.isPresent()) {
      Optional<Bytes> stored = store.block(height);
      body = stored.map(Digest::of);
      boolean executed = linked && block(header.get(), stored) && executed(header.get(), stored);
      certificate(height, header.get(), body);
      linked = executed;
    }
    if (!linked) {
      replay = Optional.empty(); // what follows from it is not known
    }
    before = header;
    bodyBefore = body;
  }

  private Optional<Header> header(long height) throws StoreRefused {
    Optional<Bytes> bytes = store.header(height);
    if (bytes.isEmpty()) {
      findings.add(height, Fault.HEADER_MISSING, "there is no header");
      return Optional.empty();
    }
    Optional<Header> header = Codec.decode(Header.class, bytes.get()).found();
    if (header.isEmpty()) {
      findings.add(height, Fault.HEADER_UNREADABLE, "its bytes are no header");
    }
    return header;
  }

  private boolean linked(long height, Header header) {
    long found = findings.all();
    findings.expect(
        header.chain().equals(chain),
        height,
        Fault.WRONG_CHAIN,
        "its chain is " + header.chain().hex());
    findings.expect(
        header.height() == height,
        height,
        Fault.WRONG_HEIGHT,
        "it says that its height is " + header.height());
    if (height == 0 && findings.all() == found) {
      findings.expect(
          header.equals(Execution.open(genesis).header()),
          0,
          Fault.WRONG_GENESIS,
          "it does not follow from the genesis");
    }
    before.ifPresent(previous -> follows(height, previous, header));
    return findings.all() == found;
  }

  private void follows(long height, Header previous, Header header) {
    findings.expect(
        header.previous().equals(previous.digest()),
        height,
        Fault.WRONG_PREVIOUS,
        "it follows " + header.previous() + ", and the header before is " + previous.digest());
    findings.expect(
        header.timeMillis() > previous.timeMillis(),
        height,
        Fault.TIME_NOT_LATER,
        "its time is not later than that of the header before");
    findings.expect(
        header.validators().equals(previous.nextValidators()),
        height,
        Fault.WRONG_VALIDATORS,
        "its validators are not those that the header before names");
  }

  private boolean block(Header header, Optional<Bytes> stored) throws StoreRefused {
    long height = header.height();
    if (stored.isEmpty()) {
      return findings.expect(false, height, Fault.BLOCK_MISSING, "there is no block");
    }
    Optional<Block> read = Body.block(header, stored.get()).found();
    if (read.isEmpty()) {
      return findings.expect(false, height, Fault.BLOCK_UNREADABLE, "its bytes are no block");
    }
    List<SignedTransaction> signed = read.get().transactions();
    transactions += signed.size();
    Digest root = MerkleTree.root(signed.stream().map(SignedTransaction::encoded).toList());
    boolean sound =
        findings.expect(
            root.equals(header.transactions()),
            height,
            Fault.WRONG_TRANSACTIONS_ROOT,
            "its transactions have the root " + root.hex());
    if (sound) {
      index(height, signed);
    }
    boolean voted = lastCommit(header, read.get().lastCommit());
    return sound && voted;
  }

  private void index(long height, List<SignedTransaction> signed) throws StoreRefused {
    for (SignedTransaction each : signed) {
      Digest id = each.id(chain);
      findings.expect(
          store.heightOf(id).orElse(-1) == height,
          height,
          Fault.INDEX_DIFFERS,
          "its transaction " + id.hex() + " is not found here");
    }
  }

  /** The votes for the previous block, as this one carries them. */
  private boolean lastCommit(Header header, Bytes votes) {
    long height = header.height();
    boolean named =
        findings.expect(
            header.lastCommit().equals(Digest.of(votes)),
            height,
            Fault.WRONG_LAST_COMMIT,
            "its header names other votes for the block before");
    if (!named || before.isEmpty() || bodyBefore.isEmpty()) {
      boolean first = height == 1;
      return named
          && findings.expect(
              !first || votes.equals(Bytes.EMPTY),
              height,
              Fault.WRONG_LAST_COMMIT,
              "nobody votes on the genesis");
    }
    Optional<Certificate> commit = Codec.decode(Certificate.class, votes).found();
    if (commit.isEmpty()) {
      return findings.expect(
          false, height, Fault.WRONG_LAST_COMMIT, "its votes for the block before are none");
    }
    if (commits.knows(before.get().validators())) {
      commits
          .wrong(before.get(), bodyBefore.get(), commit.get())
          .ifPresent(wrong ->
              findings.add(
                  height,
                  Fault.WRONG_LAST_COMMIT,
                  "its votes for the block before: " + wrong.detail()));
    }
    return true;
  }

  private boolean executed(Header header, Optional<Bytes> stored) {
    if (replay.isEmpty() || stored.isEmpty()) {
      return true;
    }
    Optional<Block> block = Body.block(header, stored.get()).found();
    return block.isPresent() && replay.get().add(block.get(), findings);
  }

  private void certificate(long height, Header header, Optional<Digest> body) throws StoreRefused {
    Optional<Bytes> stored = store.commit(height);
    if (stored.isEmpty()) {
      findings.add(height, Fault.COMMIT_MISSING, "there is no certificate");
      return;
    }
    Optional<Previous> decided = Codec.decode(Previous.class, stored.get()).found();
    if (decided.isEmpty()) {
      findings.add(height, Fault.COMMIT_UNREADABLE, "its certificate cannot be read");
    } else if (!decided.get().validators().digest().equals(header.validators())) {
      findings.add(height, Fault.COMMIT_INVALID, "its validators are not those of its header");
    } else {
      certified++;
      commits.know(decided.get().validators());
      body.flatMap(digest -> commits.wrong(header, digest, decided.get().commit()))
          .ifPresent(wrong -> findings.add(height, wrong.fault(), wrong.detail()));
    }
  }
}
