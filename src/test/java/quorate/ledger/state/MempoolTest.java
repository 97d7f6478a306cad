package quorate.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import quorate.ledger.state.Operation.Transfer;

class MempoolTest {
  private final Chain chain = Chain.usual();
  private final Mempool pool = new Mempool(chain.digest(), new Mempool.Limits(10_000, 4, 3));

  @Test
  void offersEachAccountsTransactionsInOrderAndInTurn() {
    SignedTransaction second = add(4, 1, 1);
    SignedTransaction first = add(4, 0, 1);
    SignedTransaction other = add(5, 0, 1);
    assertThat(pool.candidates(chain.state(), 10)).containsExactly(first, other, second);
    assertThat(pool.candidates(chain.state(), 2)).containsExactly(first, other);
  }

  @Test
  void keepsBackWhatComesAfterAGap() {
    SignedTransaction later = add(4, 1, 1);
    assertThat(pool.candidates(chain.state(), 10)).isEmpty();
    SignedTransaction first = add(4, 0, 1);
    assertThat(pool.candidates(chain.state(), 10)).containsExactly(first, later);
  }

  @Test
  void neverReplacesWhatWaits() {
    add(4, 0, 1);
    SignedTransaction other = chain.sign(4, 0, new Transfer(Chain.id(5), 2));
    assertThat(pool.add(other, chain.state())).contains(Refusal.NONCE_TAKEN);
    SignedTransaction again = chain.sign(4, 0, new Transfer(Chain.id(7), 1));
    assertThat(pool.add(again, chain.state())).contains(Refusal.KNOWN);
    assertThat(pool.size()).isEqualTo(1);
  }

  @Test
  void refusesWhatIsPastTooFarAheadOrUnknown() {
    chain.add(4, new Transfer(Chain.id(5), 1));
    assertThat(refusal(4, 0)).isEqualTo(Refusal.NONCE_USED);
    assertThat(refusal(4, 5)).isEqualTo(Refusal.NONCE_AHEAD);
    assertThat(refusal(99, 0)).isEqualTo(Refusal.SENDER_UNKNOWN);
  }

  @Test
  void boundsItsBytes() {
    Mempool small = new Mempool(chain.digest(), new Mempool.Limits(200, 4, 3));
    SignedTransaction one = chain.sign(4, 0, new Transfer(Chain.id(5), 1));
    assertThat(small.add(one, chain.state())).isEmpty();
    assertThat(small.add(chain.sign(5, 0, new Transfer(Chain.id(4), 1)), chain.state()))
        .contains(Refusal.POOL_FULL);
    assertThat(small.bytes()).isEqualTo(one.encoded().size());
  }

  @Test
  void boundsWhatOneAccountHasWaiting() {
    for (int nonce = 0; nonce < 4; nonce++) {
      add(4, nonce, 1);
    }
    assertThat(refusal(4, 4)).isEqualTo(Refusal.NONCE_AHEAD);
    chain.add(4, new Transfer(Chain.id(6), 1));
    assertThat(refusal(4, 4)).isEqualTo(Refusal.ACCOUNT_FULL);
    pool.advance(chain.state());
    add(4, 4, 1);
  }

  @Test
  void dropsWhatWasExecutedAndWhatCannotBeAnyMore() {
    SignedTransaction mine = add(4, 0, 1);
    add(5, 0, 1);
    chain.add(mine);
    chain.add(chain.sign(5, 0, new Transfer(Chain.id(6), 7)));
    pool.advance(chain.state());
    assertThat(pool.size()).isZero();
    assertThat(pool.bytes()).isZero();
    assertThat(pool.knows(mine.id(chain.digest()))).isFalse();
  }

  @Test
  void dropsWhatWaitedTooLong() {
    add(4, 1, 1);
    chain.reach(3);
    pool.advance(chain.state());
    assertThat(pool.size()).isEqualTo(1);
    chain.reach(4);
    pool.advance(chain.state());
    assertThat(pool.size()).isZero();
  }

  @Test
  void letsOneOfTwoConflictingThroughWhereverTheyWait() {
    Mempool elsewhere = new Mempool(chain.digest(), Mempool.Limits.USUAL);
    add(4, 0, 1);
    SignedTransaction conflicting = chain.sign(4, 0, new Transfer(Chain.id(6), Chain.RICH - 1));
    assertThat(elsewhere.add(conflicting, chain.state())).isEmpty();
    chain.add(chain.build(pool.candidates(chain.state(), 10)).block());
    assertThat(elsewhere.candidates(chain.state(), 10)).isEmpty();
    elsewhere.advance(chain.state());
    assertThat(elsewhere.size()).isZero();
    assertThat(chain.build(List.of(conflicting)).block().transactions()).isEmpty();
  }

  private SignedTransaction add(int who, long nonce, long amount) {
    SignedTransaction signed = chain.sign(who, nonce, new Transfer(Chain.id(7), amount));
    assertThat(pool.add(signed, chain.state())).isEmpty();
    return signed;
  }

  private Refusal refusal(int who, long nonce) {
    return pool.add(chain.sign(who, nonce, new Transfer(Chain.id(7), 3)), chain.state())
        .orElseThrow();
  }
}
