package quorate.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import quorate.ledger.proof.MapProof;
import quorate.ledger.proof.MerkleTree;
import quorate.ledger.state.Judged.Fault;
import quorate.ledger.state.Judged.Invalid;
import quorate.ledger.state.Operation.Evidence;
import quorate.ledger.state.Operation.Transfer;
import quorate.task.Bytes;
import quorate.task.Digest;

class ExecutionTest {
  private static final Digest OTHER = Digest.of(new byte[] {42});

  private final Chain chain = Chain.usual();

  @Test
  void comesToTheSameOnAnotherNode() {
    Chain other = Chain.usual();
    for (int i = 0; i < 10; i++) {
      chain.add(4, new Transfer(Chain.id(5 + i % 3), 10 + i));
      other.add(chain.last());
      assertThat(other.state().tip()).isEqualTo(chain.state().tip());
    }
    assertThat(other.entries()).isEqualTo(chain.entries());
    assertThat(other.nodes()).isEqualTo(chain.nodes());
  }

  @Test
  void linksEveryHeaderToTheOneBefore() {
    Header first = chain.add().header();
    Header second = chain.add().header();
    assertThat(second.previous()).isEqualTo(first.digest());
    assertThat(first.chain()).isEqualTo(chain.genesis.chain());
  }

  @Test
  void namesWhatIsWrongWithAHeader() {
    Header good = chain.build(List.of()).block().header();
    assertFault(good, h -> with(h, OTHER, h.height(), h.timeMillis()), Fault.WRONG_CHAIN);
    assertFault(good, h -> with(h, h.chain(), 2, h.timeMillis()), Fault.WRONG_HEIGHT);
    long past = chain.state().tip().timeMillis();
    assertFault(good, h -> with(h, h.chain(), 1, past), Fault.TIME_NOT_LATER);
    Fault[] roots = {
      Fault.WRONG_PREVIOUS,
      Fault.WRONG_TRANSACTIONS_ROOT,
      Fault.WRONG_RESULTS_ROOT,
      Fault.WRONG_STATE_ROOT,
      Fault.WRONG_VALIDATORS,
      Fault.WRONG_VALIDATORS,
      Fault.WRONG_EVIDENCE_ROOT,
      Fault.WRONG_LAST_COMMIT
    };
    for (int i = 0; i < roots.length; i++) {
      int at = i;
      assertFault(good, header -> with(header, at), roots[i]);
    }
  }

  @Test
  void refusesAProposerWithoutASeat() {
    Block block = chain.build(List.of()).block();
    Header header = block.header();
    Header stranger =
        new Header(
            header.chain(),
            header.height(),
            header.timeMillis(),
            header.previous(),
            header.transactions(),
            header.results(),
            header.state(),
            header.validators(),
            header.nextValidators(),
            header.evidence(),
            header.lastCommit(),
            Chain.node(7));
    assertThat(judge(stranger, block)).isEqualTo(new Invalid(Fault.PROPOSER_UNSEATED));
  }

  @Test
  void refusesABlockWithMoreThanThePolicyAllows() {
    List<SignedTransaction> many = new ArrayList<>();
    for (int i = 0; i < 1001; i++) {
      many.add(chain.sign(4, i, new Transfer(Chain.id(5), 1)));
    }
    Built built = chain.build(many);
    assertThat(built.block().transactions()).hasSize(1000);
    assertThat(built.refused()).containsValue(Refusal.BLOCK_FULL);
    Block fuller = new Block(built.block().header(), many, built.block().lastCommit());
    assertThat(chain.execution.judge(chain.state(), fuller))
        .isEqualTo(new Invalid(Fault.TOO_LARGE));
  }

  @Test
  void keepsBlocksWithinTheirBytes() {
    List<SignedTransaction> many = new ArrayList<>();
    byte[] large = new byte[Evidence.PROOF_BYTES_MAX];
    large[0] = 1;
    chain.reach(9);
    for (int i = 0; i < 9; i++) {
      many.add(chain.sign(4, i, new Evidence(Chain.node(0), i + 1, Bytes.copyOf(large))));
    }
    Built built = chain.build(many);
    assertThat(built.refused()).containsValue(Refusal.BLOCK_FULL);
    assertThat(built.block().encoded().size()).isLessThanOrEqualTo(Block.BYTES_MIN);
    chain.add(built.block());
  }

  @Test
  void leavesTheStateBeforeAsItWas() {
    State before = chain.state();
    Built one = chain.build(List.of(chain.sign(4, new Transfer(Chain.id(5), 10))));
    Built other = chain.build(List.of(chain.sign(4, new Transfer(Chain.id(6), 20))));
    assertThat(before.account(Chain.id(4)).balance()).isEqualTo(Chain.RICH);
    assertThat(one.executed().after().account(Chain.id(5)).balance()).isEqualTo(Chain.RICH + 10);
    assertThat(other.executed().after().account(Chain.id(5)).balance()).isEqualTo(Chain.RICH);
  }

  @Test
  void executesOnAStateThatNoStoreHasYet() {
    Built first = chain.build(List.of(chain.sign(4, new Transfer(Chain.id(5), 10))));
    State after = first.executed().after();
    Opening opening =
        new Opening(after.tip().timeMillis() + 1, chain.opening().proposer(), Bytes.EMPTY);
    SignedTransaction next = chain.sign(4, 1, new Transfer(Chain.id(5), 10));
    Built second = chain.execution.build(after, opening, List.of(next));
    chain.add(first.block());
    assertThat(chain.add(second.block()).header()).isEqualTo(second.executed().header());
  }

  @Test
  void showsWhatIsRecordedAndWhatIsNot() {
    Executed executed = chain.add(4, new Transfer(Chain.id(5), 10));
    Digest root = executed.header().state();
    Bytes key = StateKey.account(Chain.id(5)).bytes();
    MapProof proof = chain.state().prove(key);
    assertThat(proof.includes(root, key, chain.state().get(key).orElseThrow())).isTrue();
    Bytes stranger = StateKey.account(Chain.id(99)).bytes();
    assertThat(chain.state().prove(stranger).excludes(root, stranger)).isTrue();
    Bytes transaction = chain.last().transactions().getFirst().encoded();
    assertThat(
            MerkleTree.prove(List.of(transaction), 0)
                .proves(executed.header().transactions(), transaction))
        .isTrue();
  }

  @Test
  void stopsWhenOneProposesAgainstTheRules() {
    Opening late = new Opening(0, chain.opening().proposer(), Bytes.EMPTY);
    assertThatThrownBy(() -> chain.execution.build(chain.state(), late, List.of()))
        .isInstanceOf(IllegalStateException.class);
  }

  private void assertFault(Header good, UnaryOperator<Header> change, Fault fault) {
    Block block = chain.build(List.of()).block();
    assertThat(judge(change.apply(good), block))
        .isEqualTo(new Invalid(fault, -1, Optional.empty()));
  }

  private Judged judge(Header header, Block block) {
    return chain.execution.judge(
        chain.state(), new Block(header, block.transactions(), block.lastCommit()));
  }

  private static Header with(Header header, Digest chain, long height, long timeMillis) {
    return new Header(
        chain,
        height,
        timeMillis,
        header.previous(),
        header.transactions(),
        header.results(),
        header.state(),
        header.validators(),
        header.nextValidators(),
        header.evidence(),
        header.lastCommit(),
        header.proposer());
  }

  private static Header with(Header header, int changed) {
    return new Header(
        header.chain(),
        header.height(),
        header.timeMillis(),
        changed == 0 ? OTHER : header.previous(),
        changed == 1 ? OTHER : header.transactions(),
        changed == 2 ? OTHER : header.results(),
        changed == 3 ? OTHER : header.state(),
        changed == 4 ? OTHER : header.validators(),
        changed == 5 ? OTHER : header.nextValidators(),
        changed == 6 ? OTHER : header.evidence(),
        changed == 7 ? OTHER : header.lastCommit(),
        header.proposer());
  }
}
