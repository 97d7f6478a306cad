package quorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.internal.util.Clock;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;

class HazelcastClockTest {
  @Test
  void hazelcastAsksItForTheTime() throws Exception {
    HazelcastClock.set();
    Method create = Clock.class.getDeclaredMethod("createClock");
    create.setAccessible(true);
    assertThat(create.invoke(null)).isInstanceOf(HazelcastClock.class);
  }

  @Test
  void showsTheTimeWhileNobodySetsTheClock() {
    long before = System.currentTimeMillis();
    assertThat(new HazelcastClock().currentTimeMillis()).isBetween(before - 10, before + 60_000);
  }
}
