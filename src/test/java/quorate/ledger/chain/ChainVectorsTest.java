package quorate.ledger.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import quorate.ledger.audit.ChainFixture;
import quorate.ledger.bft.Certificate;
import quorate.ledger.bft.ConsensusMessage.Committed;
import quorate.ledger.bft.Validator;
import quorate.ledger.bft.Validators;
import quorate.ledger.bft.Value;
import quorate.ledger.bft.VoteType;
import quorate.ledger.proof.MapEntry;
import quorate.ledger.proof.Subtree;
import quorate.ledger.state.EvidenceCheck;
import quorate.ledger.state.Header;
import quorate.ledger.state.Operation;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.sync.SnapshotChunk;
import quorate.ledger.sync.SnapshotManifest;
import quorate.task.Bytes;
import quorate.wire.Codec;
import quorate.wire.Keys;
import quorate.wire.VectorsContract;

/** What replicas say, store and charge each other with, of a chain with real signatures. */
class ChainVectorsTest extends VectorsContract {
  private final ChainFixture chain = ChainFixture.usual();
  private final Operation.Evidence offence = chain.doubleVote(1, 6);
  private final Bytes header = chain.heights().getLast().header();
  private final Bytes body = chain.heights().get(3).block();
  private final Value value = new Value(header, body);

  @Override
  protected String file() {
    return "ledger/chain-vectors.txt";
  }

  @Override
  protected List<Sample<?>> samples() {
    List<Sample<?>> samples = new ArrayList<>();
    for (PeerMessage message : messages()) {
      samples.add(new Sample<>(message.getClass().getSimpleName(), PeerMessage.class, message));
    }
    samples.add(
        new Sample<>("Previous", Previous.class, Previous.decoded(chain.decided(commit()))));
    samples.add(new Sample<>("Charge", Charge.class, decoded(Charge.class, offence.proof())));
    samples.add(new Sample<>("Body", Body.class, decoded(Body.class, body)));
    return samples;
  }

  @Override
  protected Map<String, Bytes> derived() {
    return Map.of("value.id", value.id().value());
  }

  private List<PeerMessage> messages() {
    SignedTransaction waiting = chain.sign(4, new Operation.Transfer(ChainFixture.id(5), 7));
    return List.of(
        new PeerMessage.Agree(new Committed(value, commit())),
        new PeerMessage.Waiting(List.of(waiting)),
        new PeerMessage.Reached(0x0102030405L),
        new PeerMessage.AskBlock(6),
        new PeerMessage.AskSnapshot(7),
        new PeerMessage.SnapshotOffered(
            new Committed(value, commit()),
            new Validators(List.of(new Validator(ChainFixture.id(1).node(), 5)))),
        new PeerMessage.AskManifest(8),
        new PeerMessage.ManifestGiven(
            new SnapshotManifest(8, List.of(new Subtree(Bytes.EMPTY, 0, value.id())))),
        new PeerMessage.AskChunk(8, 3),
        new PeerMessage.ChunkGiven(
            new SnapshotChunk(8, 3, List.of(new MapEntry(Bytes.ofHex("0a"), Bytes.ofHex("0b"))))));
  }

  private Certificate commit() {
    Header of = decoded(Header.class, header);
    return chain.certificate(VoteType.PRECOMMIT, of, value.id(), 3);
  }

  private static <T> T decoded(Class<T> type, Bytes bytes) {
    return Codec.decode(type, bytes).found().orElseThrow();
  }

  @Test
  void everyMessageHasASample() {
    assertThat(messages().stream().map(Object::getClass))
        .containsExactlyInAnyOrder(PeerMessage.class.getPermittedSubclasses());
  }

  @Test
  void theChargeOfTheVectorsConvictsTheOffenderAndNobodyElse() {
    EvidenceCheck check = Charge.check(Keys::verify);
    for (int who = 0; who < ChainFixture.PEOPLE; who++) {
      assertThat(
              check.proves(
                  chain.genesis().chain(), ChainFixture.id(who).node(), 6, offence.proof()))
          .isEqualTo(who == 1);
    }
  }
}
