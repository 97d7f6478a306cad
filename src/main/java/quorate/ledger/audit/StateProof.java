package quorate.ledger.audit;

import java.util.List;
import java.util.Optional;
import quorate.ledger.audit.Finding.Fault;
import quorate.ledger.bft.Certificate;
import quorate.ledger.proof.MapProof;
import quorate.ledger.proof.TreeNode;
import quorate.ledger.state.Entry;
import quorate.ledger.state.Execution;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Header;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.wire.Codec;

/**
 * Shows what the state has under a key after a block, or that it has nothing there, to somebody who
 * has no store: the way from the entry to the root in a header, and the votes for that header.
 *
 * @param body the digest of the rest of the block
 * @param commit the votes; none for the genesis
 * @param key a {@link quorate.ledger.state.StateKey}
 * @param value the canonical bytes of an {@link Entry}; empty when there is nothing under the key
 */
public record StateProof(
    Header header,
    Digest body,
    Optional<Certificate> commit,
    @AtMost(TreeNode.KEY_BYTES_MAX) Bytes key,
    @AtMost(VALUE_BYTES_MAX) Bytes value,
    MapProof path) {
  public static final int VALUE_BYTES_MAX = 64 << 10;

  /** The largest proof: a hundred votes, the value, and 256 siblings, with room. */
  public static final int BYTES_MAX = 256 << 10;

  public StateProof {
    Check.argument(key.size() >= 1, "a key");
  }

  /** Proves what a store has at its tip. */
  public static StateProof of(LedgerStore store, Bytes key) throws StoreRefused {
    Header tip = StoredState.tip(store);
    Optional<Certificate> commit =
        store
            .commit(tip.height())
            .flatMap(bytes -> BlockValue.decoded(Decided.class, bytes))
            .map(Decided::commit);
    Digest body = Digest.of(store.block(tip.height()).orElse(Bytes.EMPTY));
    return StoredState.read(
        store,
        state ->
            new StateProof(
                tip, body, commit, key, state.get(key).orElse(Bytes.EMPTY), state.prove(key)));
  }

  /** Reads a proof; empty when the bytes are none. */
  public static Optional<StateProof> decode(Bytes bytes) {
    return bytes.size() > BYTES_MAX
        ? Optional.empty()
        : BlockValue.decoded(StateProof.class, bytes);
  }

  public Bytes encoded() {
    return Codec.encode(StateProof.class, this);
  }

  /** What is under the key; empty when nothing is. */
  public Optional<Entry> entry() {
    return value.size() == 0 ? Optional.empty() : BlockValue.decoded(Entry.class, value);
  }

  /** The same for one who trusts a header, by its digest; the votes are not looked at then. */
  public List<Finding> check(Digest trusted) {
    Findings findings = new Findings();
    findings.expect(
        header.digest().equals(trusted),
        header.height(),
        Fault.NOT_TRUSTED,
        "its header is " + header.digest().hex());
    path(findings);
    return findings.kept();
  }

  /** What is wrong with it for one who trusts a genesis and the validators named there. */
  public List<Finding> check(Genesis genesis) {
    Findings findings = new Findings();
    boolean known =
        findings.expect(
            header.chain().equals(genesis.chain()),
            header.height(),
            Fault.WRONG_CHAIN,
            "its chain is " + header.chain().hex());
    if (known && header.height() == 0) {
      findings.expect(
          header.equals(Execution.open(genesis).header()),
          0,
          Fault.WRONG_GENESIS,
          "its header does not follow from the genesis");
    } else if (known) {
      votes(genesis, findings);
    }
    path(findings);
    return findings.kept();
  }

  private void votes(Genesis genesis, Findings findings) {
    long height = header.height();
    if (!header.validators().equals(genesis.validators().digest())) {
      findings.add(
          height,
          Fault.NOT_TRUSTED,
          "its validators are no longer those of the genesis: check it against a header");
    } else if (commit.isEmpty()) {
      findings.add(height, Fault.COMMIT_MISSING, "there are no votes for its header");
    } else {
      Commits commits = new Commits(genesis.chain());
      commits.know(Decided.validators(genesis.validators()));
      commits
          .wrong(header, body, commit.get())
          .ifPresent(wrong -> findings.add(height, wrong.fault(), wrong.detail()));
    }
  }

  private void path(Findings findings) {
    boolean shown =
        value.size() == 0
            ? path.excludes(header.state(), key)
            : path.includes(header.state(), key, value) && entry().isPresent();
    findings.expect(
        shown,
        header.height(),
        Fault.PROOF_INVALID,
        "the path does not lead from the entry to the root in the header");
  }
}
