package quorate.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import quorate.ledger.audit.ChainFixture;
import quorate.ledger.audit.Claim;
import quorate.ledger.audit.LedgerProof;
import quorate.ledger.bft.Certificate;
import quorate.ledger.bft.Electorate;
import quorate.ledger.bft.SignedVote;
import quorate.ledger.chain.Charge;
import quorate.ledger.chain.Origin;
import quorate.ledger.chain.Previous;
import quorate.ledger.state.Entry;
import quorate.ledger.state.EvidenceCheck;
import quorate.ledger.state.Header;
import quorate.ledger.state.Operation;
import quorate.ledger.store.Committed;
import quorate.node.Trouble;
import quorate.node.ledger.ProofFile;
import quorate.task.Bytes;
import quorate.wire.Codec;
import quorate.wire.Keys;

/** Signatures of a known chain: nothing is shown by them but what its validators have signed. */
class VotesFuzzTest {
  private static final ChainFixture CHAIN = ChainFixture.usual();
  private static final Electorate ELECTORATE =
      new Electorate(
          Origin.chain(CHAIN.genesis().chain()), Origin.validators(CHAIN.genesis().validators()));
  private static final List<SignedVote> VOTES = new ArrayList<>();
  private static final List<Header> HEADERS = new ArrayList<>();
  private static final Operation.Evidence OFFENCE = CHAIN.doubleVote(1, 6);
  private static final EvidenceCheck CHECK = Charge.check(Keys::verify);
  private static final String PROOF = Seeds.text("ledger/proof.json").strip();

  static {
    for (Committed each : CHAIN.heights().subList(1, CHAIN.heights().size())) {
      VOTES.addAll(Previous.decoded(each.commit()).commit().votes());
      HEADERS.add(Codec.decode(Header.class, each.header()).found().orElseThrow());
    }
  }

  static Stream<byte[]> commits() {
    return CHAIN.heights().stream()
        .skip(1)
        .map(each -> Previous.decoded(each.commit()).commit())
        .map(commit -> Codec.encode(Certificate.class, commit).toArray());
  }

  @MethodSource("commits")
  @FuzzTest
  void aCertificateHoldsOnlyWithVotesThatWereCast(byte[] data) {
    Codec.decode(Certificate.class, Bytes.copyOf(data))
        .found()
        .filter(commit -> commit.flaw(ELECTORATE, Keys::verify).isEmpty())
        .ifPresent(commit -> assertThat(VOTES).containsAll(commit.votes()));
  }

  static Stream<byte[]> charges() {
    return Stream.of(OFFENCE.proof().toArray());
  }

  @MethodSource("charges")
  @FuzzTest
  void aChargeConvictsTheOffenderAndNobodyElse(byte[] data) {
    Bytes proof = Bytes.copyOf(data);
    for (int who = 0; who < ChainFixture.VALIDATORS; who++) {
      for (long height : new long[] {1, 5, 6}) {
        if (CHECK.proves(CHAIN.genesis().chain(), ChainFixture.id(who).node(), height, proof)) {
          assertThat(proof).isEqualTo(OFFENCE.proof());
          assertThat(List.of(who, height)).isEqualTo(List.of(1, 6L));
        }
      }
    }
  }

  static Stream<byte[]> proofs() {
    return Stream.of(PROOF.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("proofs")
  @FuzzTest
  void aProofFileHoldsOnlyOfWhatIsSo(byte[] data) {
    try {
      LedgerProof proof = ProofFile.parse(new String(data, StandardCharsets.UTF_8));
      assertThat(ProofFile.parse(ProofFile.text(proof))).isEqualTo(proof);
      if (proof.check(CHAIN.genesis()).isEmpty()) {
        assertThat(HEADERS).contains(proof.last());
        assertSo(proof);
      }
    } catch (Trouble refused) {
      assertThat(refused.what()).isNotEmpty();
    }
  }

  /** The only state root with a header here that the seed is about is that of the tip. */
  private static void assertSo(LedgerProof proof) {
    if (proof.claim() instanceof Claim.OfEntry(var key, var entry, var path)) {
      assertThat(proof.last()).isEqualTo(HEADERS.getLast());
      Optional<Bytes> value = entry.map(each -> Codec.encode(Entry.class, each));
      assertThat(value).isEqualTo(CHAIN.state().get(key));
    }
  }
}
