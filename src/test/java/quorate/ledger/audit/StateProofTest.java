package quorate.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.ledger.audit.Finding.Fault;
import quorate.ledger.state.Entry;
import quorate.ledger.state.Operation;
import quorate.ledger.state.StateKey;
import quorate.ledger.store.FileDisk;
import quorate.ledger.store.FileLedgerStore;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.TaskId;
import quorate.wire.Keys;

class StateProofTest {
  @TempDir private Path dir;
  private ChainFixture chain;

  @BeforeEach
  void begin() {
    chain = ChainFixture.usual();
  }

  @Test
  void holdsAgainstTheGenesisAndAgainstTheHeader() throws StoreRefused {
    StateProof proof = proof(StateKey.account(ChainFixture.id(5)).bytes());
    assertThat(proof.check(chain.genesis())).isEmpty();
    assertThat(proof.check(chain.state().tip().digest())).isEmpty();
    assertThat(proof.entry()).contains(chain.state().account(ChainFixture.id(5)));
    assertThat(StateProof.decode(proof.encoded())).contains(proof);
  }

  /** Golden: whoever changes this makes the proofs that people keep unreadable. */
  @Test
  void hasTheBytesThatItAlwaysHad() throws StoreRefused {
    StateProof proof = proof(StateKey.account(ChainFixture.id(5)).bytes());
    assertThat(Digest.of(proof.encoded()).hex())
        .isEqualTo("b40689f6b50f65542ad7986b7542ef872dd2f652f16873da5b499c6b80304ad6");
  }

  @Test
  void showsThatATaskWasPaidAndThatAnotherWasNot() throws StoreRefused {
    StateProof paid = proof(StateKey.payment(ChainFixture.id(4), ChainFixture.TASK).bytes());
    assertThat(paid.check(chain.genesis())).isEmpty();
    assertThat(paid.entry().orElseThrow()).isInstanceOf(Entry.Payment.class);
    StateProof unpaid = proof(StateKey.payment(ChainFixture.id(4), new TaskId(1, 2)).bytes());
    assertThat(unpaid.check(chain.genesis())).isEmpty();
    assertThat(unpaid.entry()).isEmpty();
  }

  @Test
  void showsNothingWhenItIsAboutAnotherHeader() throws StoreRefused {
    StateProof proof = proof(StateKey.totals().bytes());
    assertThat(proof.check(Digest.of(new byte[] {1})))
        .extracting(Finding::fault)
        .containsExactly(Fault.NOT_TRUSTED);
  }

  @Test
  void showsNothingWhenTheGenesisIsAnother() throws StoreRefused {
    StateProof proof = proof(StateKey.totals().bytes());
    assertThat(proof.check(ChainFixture.named("other").genesis()))
        .extracting(Finding::fault)
        .containsExactly(Fault.WRONG_CHAIN);
  }

  @Test
  void needsAHeaderWhenValidatorsHaveChanged() throws StoreRefused {
    chain.add(chain.sign(5, new Operation.ValidatorChange(ChainFixture.id(0).node(), 12)));
    for (int i = 0; i < 10; i++) {
      chain.add();
    }
    StateProof proof = proof(StateKey.totals().bytes());
    assertThat(proof.check(chain.genesis()))
        .extracting(Finding::fault)
        .containsExactly(Fault.NOT_TRUSTED);
    assertThat(proof.check(chain.state().tip().digest())).isEmpty();
  }

  @Test
  void holdsForTheGenesisItself() throws StoreRefused {
    chain = ChainFixture.opened();
    StateProof proof = proof(StateKey.totals().bytes());
    assertThat(proof.check(chain.genesis())).isEmpty();
    StateProof other = with(proof, Keys.of(new byte[32]).id().key());
    assertThat(other.check(chain.genesis())).isNotEmpty();
  }

  @Test
  void doesNotDenyWhatIsRecorded() throws StoreRefused {
    StateProof proof = proof(StateKey.account(ChainFixture.id(5)).bytes());
    assertThat(with(proof, Bytes.EMPTY).check(proof.header().digest()))
        .extracting(Finding::fault)
        .containsExactly(Fault.PROOF_INVALID);
  }

  @Test
  void saysSoWhenThereAreNoVotes() throws StoreRefused {
    StateProof proof = proof(StateKey.totals().bytes());
    StateProof bare =
        new StateProof(
            proof.header(),
            proof.body(),
            Optional.empty(),
            proof.key(),
            proof.value(),
            proof.path());
    assertThat(bare.check(chain.genesis()))
        .extracting(Finding::fault)
        .containsExactly(Fault.COMMIT_MISSING);
  }

  @Test
  void holdsOnlyAsItIsWhicheverByteIsChanged() throws StoreRefused {
    StateProof proof = proof(StateKey.payment(ChainFixture.id(4), ChainFixture.TASK).bytes());
    byte[] bytes = proof.encoded().toArray();
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= 1;
      Optional<StateProof> changed = StateProof.decode(Bytes.copyOf(bytes));
      List<Finding> findings = changed.map(each -> each.check(chain.genesis())).orElse(List.of());
      assertThat(changed.isEmpty() || !findings.isEmpty()).as("byte %d", i).isTrue();
      bytes[i] ^= 1;
    }
  }

  @Test
  void isNoneWhenItIsCutOff() throws StoreRefused {
    Bytes bytes = proof(StateKey.totals().bytes()).encoded();
    for (int i = 0; i < bytes.size(); i++) {
      assertThat(StateProof.decode(bytes.slice(0, i))).isEmpty();
    }
  }

  private static StateProof with(StateProof proof, Bytes value) {
    return new StateProof(
        proof.header(), proof.body(), proof.commit(), proof.key(), value, proof.path());
  }

  private StateProof proof(Bytes key) throws StoreRefused {
    try (LedgerStore store =
        FileLedgerStore.open(FileDisk.in(dir), chain.genesis().chain(), () -> 1L)) {
      if (store.tip().isEmpty()) {
        chain.write(store);
      }
      return StateProof.of(store, key);
    }
  }
}
