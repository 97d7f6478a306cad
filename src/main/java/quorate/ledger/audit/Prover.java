package quorate.ledger.audit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import quorate.ledger.audit.LedgerProof.Agreed;
import quorate.ledger.chain.Body;
import quorate.ledger.live.BlockDecided;
import quorate.ledger.live.LedgerView;
import quorate.ledger.proof.InclusionProof;
import quorate.ledger.proof.MerkleTree;
import quorate.ledger.state.Entry;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Header;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.State;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.wire.Codec;

/** Makes proofs from what a node has of its chain, for those who trust the genesis. */
public final class Prover {
  private final Genesis genesis;
  private final LedgerView view;

  public Prover(Genesis genesis, LedgerView view) {
    this.genesis = genesis;
    this.view = view;
  }

  /**
   * What the state has under a key after the last block, or that it has nothing there.
   *
   * @return empty as long as no block has been decided
   * @throws IllegalArgumentException when there are no such keys
   */
  public Optional<LedgerProof> entry(Bytes key) {
    State state = view.state();
    Optional<Entry> entry =
        state.get(key).flatMap(bytes -> Codec.decode(Entry.class, bytes).found());
    Claim claim = new Claim.OfEntry(key, entry, state.prove(key));
    return about(state.tip().height(), claim);
  }

  /**
   * That a block has a transaction.
   *
   * @return empty when no block has it, or the block is no longer here
   */
  public Optional<LedgerProof> transaction(Digest id) {
    OptionalLong height = view.heightOf(id);
    Optional<BlockDecided> block =
        height.isPresent() ? view.block(height.getAsLong()) : Optional.empty();
    return block.flatMap(found -> transaction(found, id));
  }

  private Optional<LedgerProof> transaction(BlockDecided found, Digest id) {
    List<SignedTransaction> all = found.block().transactions();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).id(genesis.chain()).equals(id)) {
        List<Bytes> leaves = all.stream().map(SignedTransaction::encoded).toList();
        InclusionProof path = MerkleTree.prove(leaves, i);
        return about(found.height(), new Claim.OfTransaction(all.get(i), path));
      }
    }
    return Optional.empty();
  }

  private Optional<LedgerProof> about(long height, Claim claim) {
    Deque<Agreed> headers = new ArrayDeque<>();
    agreed(height).ifPresent(last -> handovers(last, headers));
    return headers.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new LedgerProof(genesis.chain(), Optional.of(genesis), List.copyOf(headers), claim));
  }

  /**
   * Goes back to when the genesis's validators last voted. Where too many have followed each other,
   * or the way is no longer here, a proof begins later: it holds for those who trust its first
   * header or validators.
   */
  private void handovers(Agreed last, Deque<Agreed> headers) {
    headers.addFirst(last);
    Digest first = genesis.validators().digest();
    Digest voters = last.header().validators();
    long height = handoverBefore(last.header().height());
    while (!voters.equals(first) && height > 0 && headers.size() < LedgerProof.HEADERS_MAX) {
      Optional<Header> header = view.header(height);
      if (header.isEmpty()) {
        return;
      }
      if (handsOver(header.get(), voters)) {
        Optional<Agreed> agreed = agreed(height);
        if (agreed.isEmpty()) {
          return;
        }
        headers.addFirst(agreed.get());
        voters = header.get().validators();
      }
      height = handoverBefore(height);
    }
  }

  private static boolean handsOver(Header header, Digest voters) {
    return header.nextValidators().equals(voters) && !header.validators().equals(voters);
  }

  /** The last height before this one whose header can name others for the next: see Rotations. */
  private long handoverBefore(long height) {
    long epoch = genesis.policy().epochBlocks();
    return height <= 2 ? 0 : (height - 2) / epoch * epoch + 1;
  }

  private Optional<Agreed> agreed(long height) {
    return view.block(height)
        .flatMap(found ->
            found
                .commit()
                .map(decided -> {
                  Digest body = Digest.of(Body.value(found.block()).body());
                  return new Agreed(found.block().header(), body, decided);
                }));
  }
}
