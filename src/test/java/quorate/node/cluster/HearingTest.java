package quorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class HearingTest {
  private final Hearing hearing = new Hearing(0);

  private static InetAddress address(int number) {
    try {
      return InetAddress.getByAddress(new byte[] {10, 0, (byte) (number >> 8), (byte) number});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many of so many. */
  private int heard(int count, int addresses) {
    int heard = 0;
    for (int i = 0; i < count; i++) {
      heard += hearing.take(address(i % addresses), 0) ? 1 : 0;
    }
    return heard;
  }

  @Test
  void oneAddressKeepsNobodyElseOut() {
    assertThat(heard(10_000, 1)).isEqualTo(Hearing.ADDRESS_BURST);
    assertThat(hearing.take(address(2), 0)).isTrue();
  }

  @Test
  void manyAddressesAreHeldToWhatAllMay() {
    assertThat(heard(10_000, 5_000)).isEqualTo(Hearing.BURST);
  }
}
