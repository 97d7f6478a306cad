package quorate.ledger.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import quorate.consensus.Trials;
import quorate.ledger.settle.AttestorInput.Asked;
import quorate.ledger.settle.AttestorInput.Examined;
import quorate.ledger.settle.AttestorOrder.Declined;
import quorate.ledger.settle.AttestorOrder.Doubt;
import quorate.ledger.settle.AttestorOrder.Examine;
import quorate.ledger.settle.AttestorOrder.Vouch;
import quorate.ledger.settle.AttestorOrder.Watch;
import quorate.ledger.settle.AttestorOrder.Why;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Batch;
import quorate.ledger.state.Entry.Escrow;
import quorate.ledger.state.EscrowId;
import quorate.ledger.state.PaymentTerms;
import quorate.ledger.state.Settlement;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.wire.Codec;
import quorate.wire.Message;

class AttestorTest {
  private static final Digest CHAIN = Digest.of(new byte[] {5});
  private static final NodeId SELF = Trials.node(4);
  private static final NodeId LEADER = Trials.node(1);
  private static final Claim CLAIM = Verdicts.claim(Trials.keys(9), 3, CHAIN, 1);
  private static final Batch BATCH = new Batch(CLAIM.escrow(), List.of(CLAIM.settlement()));

  private final Attestor attestor = new Attestor(CHAIN, SELF);

  @Test
  void vouchesForWhatItHasExamined() {
    Examine examine = examine(BATCH);
    assertThat(attestor.on(examined(examine, Optional.of(CLAIM))))
        .containsExactly(new Vouch(LEADER, BATCH), new Watch(CLAIM));
  }

  @Test
  void vouchesAtOnceWhenAskedAgain() {
    attestor.on(examined(examine(BATCH), Optional.of(CLAIM)));
    assertThat(attestor.on(asked(BATCH))).containsExactly(new Vouch(LEADER, BATCH));
  }

  @Test
  void examinesOnceForAllWhoAsk() {
    Examine examine = examine(BATCH);
    assertThat(attestor.on(new Asked(Trials.node(2), bytes(BATCH)))).isEmpty();
    assertThat(attestor.on(examined(examine, Optional.of(CLAIM))))
        .contains(new Vouch(LEADER, BATCH), new Vouch(Trials.node(2), BATCH));
  }

  @Test
  void declinesWhenAPayeeWasAdded() {
    Settlement honest = CLAIM.settlement();
    List<NodeId> more =
        Stream.concat(honest.payees().stream(), Stream.of(LEADER, Trials.node(3)))
            .distinct()
            .sorted()
            .toList();
    Settlement said = new Settlement(honest.task(), honest.proof(), more, List.of());
    declines(said, Optional.of(CLAIM), Why.FALSE);
  }

  @Test
  void declinesWhenSomebodyIsSaidToBeContradictedWhoIsNot() {
    Settlement honest = CLAIM.settlement();
    List<NodeId> framed = List.of(Trials.node(3));
    Settlement said = new Settlement(honest.task(), honest.proof(), honest.payees(), framed);
    declines(said, Optional.of(CLAIM), Why.FALSE);
  }

  @Test
  void declinesWhenTheProofIsOfAnotherTask() {
    Claim other = Verdicts.claim(Trials.keys(9), 3, CHAIN, 2);
    Settlement said =
        new Settlement(
            CLAIM.settlement().task(),
            other.settlement().proof(),
            other.settlement().payees(),
            List.of());
    declines(said, Optional.of(CLAIM), Why.FALSE);
  }

  @Test
  void declinesWhenAnotherEscrowIsToPay() {
    Batch foreign = new Batch(new EscrowId(CLAIM.escrow().owner(), 4), List.of(CLAIM.settlement()));
    Examine examine = examine(foreign);
    assertThat(attestor.on(examined(examine, Optional.of(CLAIM))))
        .containsExactly(new Declined(LEADER, Why.FALSE), doubt(examine, CLAIM));
  }

  @Test
  void declinesWhenThereIsNoProof() {
    declines(CLAIM.settlement(), Optional.empty(), Why.UNPROVEN);
  }

  @Test
  void saysToAllWhoAskWhichTasksStandInTheWay() {
    Claim other = Verdicts.claim(Trials.keys(9), 3, CHAIN, 2);
    Examine examine =
        examine(new Batch(CLAIM.escrow(), List.of(CLAIM.settlement(), other.settlement())));
    attestor.on(new Asked(Trials.node(2), bytes(examine.batch())));
    Examined half =
        new Examined(
            examine.key(),
            Optional.of(escrow(SELF)),
            List.of(Optional.of(CLAIM), Optional.empty()));
    List<TaskId> missing = List.of(other.settlement().task());
    assertThat(attestor.on(half))
        .containsExactly(
            new Declined(LEADER, Why.UNPROVEN),
            new Declined(Trials.node(2), Why.UNPROVEN),
            new Doubt(LEADER, examine.key(), missing),
            new Doubt(Trials.node(2), examine.key(), missing));
  }

  @Test
  void canNameAllTasksOfABatch() {
    assertThat(Message.DECLINED_MAX).isEqualTo(Batch.SETTLEMENTS_MAX);
  }

  @Test
  void declinesWhenTheEscrowDoesNotAskIt() {
    Examine examine = examine(BATCH);
    Examined by =
        new Examined(
            examine.key(), Optional.of(escrow(Trials.node(6))), List.of(Optional.of(CLAIM)));
    assertThat(attestor.on(by)).containsExactly(new Declined(LEADER, Why.NOT_A_SETTLER));
    Examine again = examine(BATCH);
    assertThat(attestor.on(new Examined(again.key(), Optional.empty(), List.of())))
        .containsExactly(new Declined(LEADER, Why.NOT_A_SETTLER));
  }

  @Test
  void declinesWhatIsNoBatch() {
    assertThat(attestor.on(new Asked(LEADER, Bytes.copyOf(new byte[] {1, 2, 3}))))
        .containsExactly(new Declined(LEADER, Why.UNREADABLE));
  }

  @Test
  void looksAtNoMoreThanItMay() {
    for (int i = 0; i < Attestor.EXAMINING_MAX; i++) {
      examine(batch(i));
    }
    assertThat(attestor.on(asked(batch(99)))).containsExactly(new Declined(LEADER, Why.BUSY));
  }

  @Test
  void examinesAgainWhatCouldNotBeRead() {
    Examine examine = examine(BATCH);
    assertThat(attestor.on(new AttestorInput.Unread(examine.key())))
        .containsExactly(new Declined(LEADER, Why.UNREAD));
    examine(BATCH);
  }

  @Test
  void waitsForNothingThatIsNeverRead() {
    attestor.on(new AttestorInput.Tick(1_000));
    examine(BATCH);
    assertThat(attestor.on(asked(BATCH))).isEmpty();
    assertThat(attestor.on(new AttestorInput.Tick(11_000))).isEmpty();
    assertThat(attestor.on(new AttestorInput.Tick(11_001)))
        .containsExactly(new Declined(LEADER, Why.UNREAD));
    Examine again = examine(BATCH);
    assertThat(attestor.on(examined(again, Optional.of(CLAIM)))).contains(new Vouch(LEADER, BATCH));
  }

  @Test
  void vouchesOnceWhenWhatWasGivenUpIsReadAfterAll() {
    attestor.on(new AttestorInput.Tick(1_000));
    Examine slow = examine(BATCH);
    attestor.on(new AttestorInput.Tick(12_000));
    Examine again = examine(BATCH);
    assertThat(attestor.on(examined(slow, Optional.of(CLAIM)))).contains(new Vouch(LEADER, BATCH));
    assertThat(attestor.on(examined(again, Optional.of(CLAIM)))).isEmpty();
  }

  private void declines(Settlement said, Optional<Claim> found, Why why) {
    Examine examine = examine(new Batch(CLAIM.escrow(), List.of(said)));
    Doubt doubt = new Doubt(LEADER, examine.key(), List.of(said.task()));
    assertThat(attestor.on(examined(examine, found)))
        .containsExactly(new Declined(LEADER, why), doubt);
  }

  private static Doubt doubt(Examine examine, Claim claim) {
    return new Doubt(LEADER, examine.key(), List.of(claim.settlement().task()));
  }

  private Examine examine(Batch batch) {
    List<AttestorOrder> orders = attestor.on(asked(batch));
    assertThat(orders).hasSize(1).first().isInstanceOf(Examine.class);
    return (Examine) orders.getFirst();
  }

  private static Examined examined(Examine examine, Optional<Claim> found) {
    return new Examined(examine.key(), Optional.of(escrow(SELF)), List.of(found));
  }

  private static Escrow escrow(NodeId settler) {
    return new Escrow(
        1000, 0, 0, 100, new PaymentTerms(90, 3, List.of(AccountId.of(settler)), 1), true);
  }

  private static Batch batch(int number) {
    Settlement settlement =
        new Settlement(new TaskId(9, number), CHAIN, CLAIM.settlement().payees(), List.of());
    return new Batch(CLAIM.escrow(), List.of(settlement));
  }

  private static Asked asked(Batch batch) {
    return new Asked(LEADER, bytes(batch));
  }

  private static Bytes bytes(Batch batch) {
    return Codec.encode(Batch.class, batch);
  }
}
