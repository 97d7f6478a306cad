package quorate.node.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import quorate.ledger.state.AccountId;
import quorate.task.Bytes;

class AccountIndexTest {
  private final AccountIndex index = new AccountIndex();

  private static AccountId id(int who) {
    byte[] key = new byte[AccountId.BYTES];
    key[0] = (byte) (who >> 8);
    key[1] = (byte) who;
    return new AccountId(Bytes.giving(key));
  }

  @Test
  void ordersByBalanceAndByTransactions() {
    for (int i = 1; i <= 3; i++) {
      index.touched(id(i), 4 - i);
    }
    assertThat(index.unread(2)).containsExactly(id(1), id(2));
    assertThat(index.allRead()).isFalse();
    assertThat(index.unread(2)).containsExactly(id(3));
    assertThat(index.allRead()).isTrue();
    for (int i = 1; i <= 3; i++) {
      index.read(id(i), i * 100L);
    }
    index.touched(id(9), 0);

    assertThat(index.richest(2))
        .extracting(AccountIndex.Row::account)
        .containsExactly(id(3), id(2));
    assertThat(index.busiest(9))
        .extracting(AccountIndex.Row::account)
        .containsExactly(id(1), id(2), id(3));
    assertThat(index.unread(9)).containsExactly(id(9));
  }

  @Test
  void forgetsThePoorestOfTheLeastBusyWhenThereAreTooMany() {
    index.touched(id(1), 1000);
    index.touched(id(2), 1);
    index.read(id(2), 1_000_000);
    for (int i = 3; i < 3 * AccountIndex.ACCOUNTS_MAX; i++) {
      index.touched(id(i), 1);
    }
    assertThat(index.richest(Integer.MAX_VALUE)).hasSizeLessThan(2 * AccountIndex.ACCOUNTS_MAX);
    assertThat(index.busiest(1)).extracting(AccountIndex.Row::account).isEqualTo(List.of(id(1)));
    assertThat(index.richest(1)).extracting(AccountIndex.Row::account).isEqualTo(List.of(id(2)));
  }
}
