package quorate.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import quorate.ledger.bft.Certificate;
import quorate.ledger.bft.ConsensusInput;
import quorate.ledger.bft.ConsensusMessage;
import quorate.ledger.bft.Evidence;
import quorate.ledger.bft.SignedProposal;
import quorate.ledger.bft.SignedVote;
import quorate.ledger.bft.Validators;
import quorate.ledger.chain.Body;
import quorate.ledger.chain.Charge;
import quorate.ledger.chain.PeerMessage;
import quorate.ledger.chain.Previous;
import quorate.ledger.proof.InclusionProof;
import quorate.ledger.proof.MapProof;
import quorate.ledger.proof.Subtree;
import quorate.ledger.proof.TreeNode;
import quorate.ledger.state.Block;
import quorate.ledger.state.Entry;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Header;
import quorate.ledger.state.Operation;
import quorate.ledger.state.Receipt;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.Transaction;
import quorate.ledger.sync.SnapshotChunk;
import quorate.ledger.sync.SnapshotManifest;
import quorate.task.Bytes;
import quorate.wire.Codec;
import quorate.wire.Message;
import quorate.wire.Proof;

/** Everything that the codec reads of others: the first byte says as what, the rest is read. */
class CodecFuzzTest {
  private static final List<Class<?>> TYPES =
      List.of(
          Message.class,
          Proof.class,
          PeerMessage.class,
          ConsensusMessage.class,
          ConsensusInput.class,
          Evidence.class,
          Certificate.class,
          SignedVote.class,
          SignedProposal.class,
          Validators.class,
          Previous.class,
          Charge.class,
          Body.class,
          Block.class,
          Header.class,
          Genesis.class,
          Transaction.class,
          SignedTransaction.class,
          Operation.class,
          Entry.class,
          Receipt.class,
          TreeNode.class,
          MapProof.class,
          InclusionProof.class,
          Subtree.class,
          SnapshotManifest.class,
          SnapshotChunk.class);

  static Stream<byte[]> seeds() {
    return Seeds.vectors()
        .flatMap(bytes ->
            IntStream.range(0, TYPES.size())
                .filter(type -> Codec.decode(TYPES.get(type), bytes).found().isPresent())
                .mapToObj(type -> behind(type, bytes)));
  }

  private static byte[] behind(int type, Bytes bytes) {
    byte[] seed = new byte[1 + bytes.size()];
    seed[0] = (byte) type;
    bytes.view().get(seed, 1, bytes.size());
    return seed;
  }

  @MethodSource("seeds")
  @FuzzTest
  void whatDecodesHasExactlyTheseBytes(byte[] data) {
    if (data.length > 0) {
      Bytes all = Bytes.copyOf(data);
      check(TYPES.get((data[0] & 0xff) % TYPES.size()), all.slice(1, all.size()));
    }
  }

  private static <T> void check(Class<T> type, Bytes bytes) {
    Codec.decode(type, bytes)
        .found()
        .ifPresent(value -> {
          assertThat(Codec.encode(type, value)).isEqualTo(bytes);
          assertThat(Codec.decode(type, bytes).found()).contains(value);
        });
  }
}
