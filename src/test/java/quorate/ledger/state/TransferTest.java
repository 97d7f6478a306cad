package quorate.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quorate.ledger.state.Judged.Fault;
import quorate.ledger.state.Judged.Invalid;
import quorate.ledger.state.Operation.Transfer;
import quorate.task.Bytes;
import quorate.task.Digest;

class TransferTest {
  private final Chain chain = Chain.usual();

  @Test
  void movesTheAmountAndBurnsTheFee() {
    Executed executed = chain.add(4, new Transfer(Chain.id(5), 100));
    assertThat(chain.balance(4)).isEqualTo(Chain.RICH - 101);
    assertThat(chain.balance(5)).isEqualTo(Chain.RICH + 100);
    assertThat(chain.state().totals().burned()).isEqualTo(1);
    assertThat(executed.receipts()).extracting(Receipt::moved).containsExactly(100L);
  }

  @Test
  void opensAnAccountByTheFirstCredit() {
    chain.add(4, new Transfer(Chain.id(50), 10));
    chain.add(50, new Transfer(Chain.id(4), 9));
    assertThat(chain.balance(50)).isZero();
  }

  @Test
  void refusesTheSecondOfTwoThatSpendTheSameInOneBlock() {
    SignedTransaction one = chain.sign(4, new Transfer(Chain.id(5), Chain.RICH - 1));
    SignedTransaction other = chain.sign(4, new Transfer(Chain.id(6), Chain.RICH - 1));
    Built built = chain.build(List.of(one, other));
    assertThat(built.block().transactions()).containsExactly(one);
    assertThat(built.refused()).containsEntry(other.id(chain.digest()), Refusal.NONCE_USED);
    Block both = new Block(built.block().header(), List.of(one, other), built.block().lastCommit());
    assertThat(chain.execution.judge(chain.state(), both))
        .isEqualTo(new Invalid(Fault.BAD_TRANSACTION, 1, Optional.of(Refusal.NONCE_USED)));
  }

  @Test
  void refusesTheSecondOfTwoThatSpendTheSameInTwoBlocks() {
    SignedTransaction one = chain.sign(4, new Transfer(Chain.id(5), 10));
    SignedTransaction other = chain.sign(4, new Transfer(Chain.id(6), 10));
    chain.add(one);
    assertThat(chain.refusal(other)).contains(Refusal.NONCE_USED);
    assertThat(chain.refusal(one)).contains(Refusal.NONCE_USED);
  }

  @Test
  void refusesToSpendTheSameUnderTwoNonces() {
    SignedTransaction one = chain.sign(4, 0, new Transfer(Chain.id(5), Chain.RICH - 1));
    SignedTransaction other = chain.sign(4, 1, new Transfer(Chain.id(6), Chain.RICH - 1));
    Built built = chain.build(List.of(one, other));
    assertThat(built.refused()).containsEntry(other.id(chain.digest()), Refusal.BALANCE_TOO_LOW);
  }

  @Test
  void refusesWhatIsNotInOrderOrNotPaidFor() {
    Transfer transfer = new Transfer(Chain.id(5), 10);
    assertThat(chain.refusal(chain.sign(4, 1, transfer))).contains(Refusal.NONCE_AHEAD);
    assertThat(chain.refusal(4, new Transfer(Chain.id(4), 10))).contains(Refusal.TO_ITSELF);
    assertThat(chain.refusal(60, transfer)).contains(Refusal.SENDER_UNKNOWN);
    assertThat(chain.refusal(4, new Transfer(Chain.id(5), Chain.RICH)))
        .contains(Refusal.BALANCE_TOO_LOW);
    Transaction cheap = new Transaction(Chain.id(4), 0, 0, transfer);
    assertThat(chain.refusal(SignedTransaction.of(cheap, chain.digest(), Chain.keys(4))))
        .contains(Refusal.WRONG_FEE);
  }

  @Test
  void refusesASignatureOfAnotherKeyOrForAnotherChain() {
    Transaction transaction = new Transaction(Chain.id(4), 0, 1, new Transfer(Chain.id(5), 10));
    assertThat(chain.refusal(SignedTransaction.of(transaction, chain.digest(), Chain.keys(5))))
        .contains(Refusal.BAD_SIGNATURE);
    Digest other = Digest.of(Bytes.EMPTY);
    assertThat(chain.refusal(SignedTransaction.of(transaction, other, Chain.keys(4))))
        .contains(Refusal.BAD_SIGNATURE);
  }

  @Test
  void leavesNoTraceWhenItIsRefused() {
    Built refused = chain.build(List.of(chain.sign(4, new Transfer(Chain.id(5), Chain.RICH))));
    Built empty = chain.build(List.of());
    assertThat(refused.executed().header()).isEqualTo(empty.executed().header());
  }
}
