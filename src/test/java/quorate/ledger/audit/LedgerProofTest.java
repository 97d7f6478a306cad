package quorate.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.ledger.audit.Finding.Fault;
import quorate.ledger.audit.LedgerProof.Agreed;
import quorate.ledger.bft.Certificate;
import quorate.ledger.bft.VoteType;
import quorate.ledger.chain.Previous;
import quorate.ledger.state.Entry;
import quorate.ledger.state.Header;
import quorate.ledger.state.Operation;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.StateKey;
import quorate.ledger.store.FileDisk;
import quorate.ledger.store.FileLedgerStore;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.TaskId;

class LedgerProofTest {
  private static final Bytes ACCOUNT = StateKey.account(ChainFixture.id(5)).bytes();

  @TempDir private Path dir;
  private ChainFixture chain;

  @BeforeEach
  void begin() {
    chain = ChainFixture.usual();
  }

  @Test
  void holdsFromTheGenesisFromItsValidatorsAndFromTheHeader() throws StoreRefused {
    LedgerProof proof = proof(ACCOUNT);
    assertThat(proof.check(chain.genesis())).isEmpty();
    assertThat(proof.check(chain.genesis().chain())).isEmpty();
    assertThat(proof.check(chain.genesis().validators().digest())).isEmpty();
    assertThat(proof.check(chain.state().tip().digest())).isEmpty();
    assertThat(proof.headers()).hasSize(1);
    assertThat(((Claim.OfEntry) proof.claim()).entry())
        .contains(chain.state().account(ChainFixture.id(5)));
  }

  @Test
  void showsThatATaskWasPaidAndThatAnotherWasNot() throws StoreRefused {
    LedgerProof paid = proof(StateKey.payment(ChainFixture.id(4), ChainFixture.TASK).bytes());
    assertThat(paid.check(chain.genesis())).isEmpty();
    assertThat(((Claim.OfEntry) paid.claim()).entry().orElseThrow())
        .isInstanceOf(Entry.Payment.class);
    LedgerProof unpaid = proof(StateKey.payment(ChainFixture.id(4), new TaskId(1, 2)).bytes());
    assertThat(unpaid.check(chain.genesis())).isEmpty();
    assertThat(((Claim.OfEntry) unpaid.claim()).entry()).isEmpty();
  }

  @Test
  void showsThatATransactionIsRecorded() throws StoreRefused {
    SignedTransaction late = chain.sign(4, new Operation.Transfer(ChainFixture.id(5), 1));
    chain.add(late, chain.sign(5, new Operation.Transfer(ChainFixture.id(4), 1)));
    chain.add();
    Digest id = late.id(chain.genesis().chain());
    LedgerProof proof = read(prover -> prover.transaction(id)).orElseThrow();
    assertThat(proof.last().height()).isEqualTo(6);
    assertThat(proof.check(chain.genesis())).isEmpty();
    assertThat(read(prover -> prover.transaction(Digest.of(new byte[] {1})))).isEmpty();
  }

  @Test
  void showsNothingFromAnotherDigestOrGenesis() throws StoreRefused {
    LedgerProof proof = proof(ACCOUNT);
    assertThat(faults(proof.check(Digest.of(new byte[] {1})))).containsExactly(Fault.NOT_TRUSTED);
    assertThat(faults(proof.check(ChainFixture.named("other").genesis())))
        .containsExactly(Fault.WRONG_CHAIN);
    LedgerProof bare =
        new LedgerProof(proof.chain(), Optional.empty(), proof.headers(), proof.claim());
    assertThat(faults(bare.check(proof.chain()))).containsExactly(Fault.NOT_TRUSTED);
    assertThat(bare.check(chain.genesis())).isEmpty();
  }

  @Test
  void followsTheValidatorsFromOneSetToTheNext() throws StoreRefused {
    for (int who : List.of(0, 1)) {
      chain.add(chain.sign(5, new Operation.ValidatorChange(ChainFixture.id(who).node(), 12)));
      for (int i = 0; i < 7; i++) {
        chain.add();
      }
    }
    LedgerProof proof = proof(ACCOUNT);
    assertThat(proof.headers()).hasSize(3);
    assertThat(proof.check(chain.genesis())).isEmpty();
    List<Agreed> leap = List.of(proof.headers().getFirst(), proof.headers().getLast());
    assertThat(faults(with(proof, leap).check(chain.genesis())))
        .containsExactly(Fault.WRONG_VALIDATORS);
    LedgerProof later = with(proof, proof.headers().subList(1, 3));
    assertThat(faults(later.check(chain.genesis()))).containsExactly(Fault.WRONG_VALIDATORS);
    assertThat(later.check(later.headers().getFirst().header().digest())).isEmpty();
    List<Agreed> back = new ArrayList<>(proof.headers());
    back.add(proof.headers().getFirst());
    assertThat(faults(with(proof, back).check(chain.genesis()))).contains(Fault.WRONG_HEIGHT);
  }

  @Test
  void needsNoHeadersBetweenWhereTheFirstValidatorsVoteAgain() throws StoreRefused {
    for (long power : List.of(12L, 10L)) {
      chain.add(chain.sign(5, new Operation.ValidatorChange(ChainFixture.id(0).node(), power)));
      for (int i = 0; i < 7; i++) {
        chain.add();
      }
    }
    assertThat(proof(ACCOUNT).headers()).hasSize(1);
    assertThat(proof(ACCOUNT).check(chain.genesis())).isEmpty();
  }

  @Test
  void isNoneBeforeABlockIsDecided() throws StoreRefused {
    chain = ChainFixture.opened();
    assertThat(read(prover -> prover.entry(ACCOUNT))).isEmpty();
  }

  @Test
  void doesNotDenyWhatIsRecordedNorShowWhatIsNot() throws StoreRefused {
    LedgerProof proof = proof(ACCOUNT);
    Claim.OfEntry claim = (Claim.OfEntry) proof.claim();
    Claim denied = new Claim.OfEntry(claim.key(), Optional.empty(), claim.path());
    Claim richer =
        new Claim.OfEntry(
            claim.key(), Optional.of(new Entry.Account(9_999_999, 0, 1)), claim.path());
    for (Claim wrong : List.of(denied, richer)) {
      LedgerProof forged = new LedgerProof(proof.chain(), proof.genesis(), proof.headers(), wrong);
      assertThat(faults(forged.check(chain.genesis()))).containsExactly(Fault.PROOF_INVALID);
    }
    assertThatThrownBy(
            () -> new Claim.OfEntry(StateKey.totals().bytes(), claim.entry(), claim.path()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void failsWhenTooFewHaveSignedOrForAnotherBody() throws StoreRefused {
    LedgerProof proof = proof(ACCOUNT);
    Agreed last = proof.headers().getLast();
    Header header = last.header();
    Digest value = last.decided().commit().value();
    Certificate few = chain.certificate(VoteType.PRECOMMIT, header, value, 2);
    assertThat(faults(with(proof, last, few, last.body()).check(header.digest())))
        .containsExactly(Fault.COMMIT_INVALID);
    Certificate polka = chain.certificate(VoteType.PREVOTE, header, value, 4);
    assertThat(faults(with(proof, last, polka, last.body()).check(header.digest())))
        .containsExactly(Fault.COMMIT_OF_ANOTHER);
    Digest other = Digest.of(new byte[] {1});
    assertThat(faults(with(proof, last, last.decided().commit(), other).check(header.digest())))
        .containsExactly(Fault.COMMIT_OF_ANOTHER);
  }

  private static LedgerProof with(LedgerProof proof, Agreed last, Certificate commit, Digest body) {
    Previous decided = new Previous(commit, last.decided().validators());
    return with(proof, List.of(new Agreed(last.header(), body, decided)));
  }

  private static LedgerProof with(LedgerProof proof, List<Agreed> headers) {
    return new LedgerProof(proof.chain(), proof.genesis(), headers, proof.claim());
  }

  private static List<Fault> faults(List<Finding> findings) {
    return findings.stream().map(Finding::fault).toList();
  }

  private LedgerProof proof(Bytes key) throws StoreRefused {
    return read(prover -> prover.entry(key)).orElseThrow();
  }

  private interface Asking {
    Optional<LedgerProof> of(Prover prover);
  }

  private Optional<LedgerProof> read(Asking asking) throws StoreRefused {
    try (LedgerStore store =
        FileLedgerStore.open(FileDisk.in(dir), chain.genesis().chain(), () -> 1L)) {
      if (store.tip().isEmpty()) {
        chain.write(store);
      }
      return StoredState.view(store, view -> asking.of(new Prover(chain.genesis(), view)));
    }
  }
}
