package quorate.ledger.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quorate.consensus.Trials;
import quorate.ledger.state.Settlement;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.PaymentOrder;
import quorate.task.Task;
import quorate.task.Verdict;
import quorate.wire.Codec;
import quorate.wire.Keys;
import quorate.wire.Proof;
import quorate.wire.Voice;

class ClaimTest {
  private static final Keys OWNER = Trials.keys(9);
  private static final Digest CHAIN = Digest.of(new byte[] {5});
  private static final Task TASK = Verdicts.paidBy(OWNER, 3, CHAIN, Verdicts.task(1));
  private static final Proof PROOF = Verdicts.proof(TASK);

  @Test
  void paysThoseWhoseAnswersAgreed() {
    Claim claim = of(PROOF).orElseThrow();
    assertThat(claim.escrow()).isEqualTo(Verdicts.escrow(OWNER, 3));
    assertThat(claim.settlement().task()).isEqualTo(TASK.id());
    assertThat(claim.settlement().payees())
        .containsExactlyInAnyOrder(Trials.node(1), Trials.node(2))
        .isSorted();
    assertThat(claim.settlement().proof()).isEqualTo(Digest.of(Codec.encode(Proof.class, PROOF)));
  }

  @Test
  void namesWhoWasContradictedByTwoMore() {
    Settlement settlement = of(Verdicts.contradiction(TASK)).orElseThrow().settlement();
    assertThat(settlement.payees()).hasSize(3).doesNotContain(Trials.node(3));
    assertThat(settlement.contradicted()).containsExactly(Trials.node(3));
  }

  @Test
  void namesNobodyWhenOneMoreContradicts() {
    assertThat(PROOF.verdict().dissent()).containsExactly(Trials.node(3));
    assertThat(of(PROOF).orElseThrow().settlement().contradicted()).isEmpty();
  }

  @Test
  void isNoneWhenNobodyPays() {
    assertThat(of(Verdicts.proof(Verdicts.task(1)))).isEmpty();
  }

  @Test
  void isNoneWhenTheOrderIsOfAnotherTask() {
    PaymentOrder order = TASK.payment().orElseThrow();
    assertThat(of(Verdicts.proof(Verdicts.task(2).paidBy(order)))).isEmpty();
  }

  @Test
  void isNoneWhenTheOrderNamesAnotherEscrowThanWasSigned() {
    PaymentOrder order = TASK.payment().orElseThrow();
    PaymentOrder other = new PaymentOrder(order.owner(), 4, order.signature());
    assertThat(of(Verdicts.proof(Verdicts.task(1).paidBy(other)))).isEmpty();
  }

  @Test
  void isNoneInAnotherChain() {
    Digest other = Digest.of(new byte[] {6});
    assertThat(Claim.of(PROOF, other, Verdicts::judge)).isEmpty();
  }

  @Test
  void isNoneWhenTheProofDoesNotHold() {
    NodeId more = Trials.node(3);
    Verdict was = PROOF.verdict();
    Verdict padded =
        new Verdict(
            was.task(),
            was.epoch(),
            was.outcome(),
            was.answer(),
            List.of(was.agreed().get(0), was.agreed().get(1), more),
            List.of(),
            "");
    Voice leader = Voice.of(Trials.keys(0), Trials.NETWORK);
    Proof resealed = leader.seal(new Proof(TASK, padded, PROOF.commitments(), PROOF.answers()));
    assertThat(of(resealed)).isEmpty();
  }

  @Test
  void isNoneWhenNothingWasAgreedOn() {
    Trials trial = Trials.of(TASK).assign(1, 2, 3).commit(1, "A").commit(2, "B").commit(3, "C");
    trial.reveal(1, "A").reveal(2, "B").reveal(3, "C");
    assertThat(of(trial.exhausted().proof())).isEmpty();
  }

  private static Optional<Claim> of(Proof proof) {
    return Claim.of(proof, CHAIN, Verdicts::judge);
  }
}
