package quorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BusGateTest {
  private final AtomicInteger pauses = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final EmbeddedChannel listening = new EmbeddedChannel();

  private void listen(List<String> members) {
    BusGate gate =
        new BusGate(
            Callers.of(members),
            (from, refusal) -> refused.incrementAndGet(),
            pauses::incrementAndGet);
    listening.pipeline().addFirst(gate);
    listening.freezeTime();
  }

  @AfterEach
  void close() {
    listening.finishAndReleaseAll();
  }

  /** How many of them are not hung up on. */
  private long opens(int connections) {
    List<Opened> all = Stream.generate(Opened::new).limit(connections).toList();
    all.forEach(listening::writeInbound);
    return all.stream().filter(Opened::isOpen).count();
  }

  private void opensUntilNobodyIsTakenIn() {
    for (int i = 0; reads(); i++) {
      assertThat(i).isLessThan(100_000);
      listening.writeInbound(new Opened());
    }
  }

  private boolean reads() {
    return listening.config().isAutoRead();
  }

  @Test
  void nobodyIsTakenInForAWhileWhenStrangersComeTooFast() {
    listen(List.of());
    opensUntilNobodyIsTakenIn();
    assertThat(pauses).hasValue(1);
    listening.advanceTimeBy(1, TimeUnit.SECONDS);
    listening.runScheduledPendingTasks();
    assertThat(reads()).isTrue();
    assertThat(pauses).hasValue(1);
  }

  @Test
  void thoseWhoWereAcceptedTogetherMakeOnePause() {
    listen(List.of());
    opensUntilNobodyIsTakenIn();
    opens(16);
    assertThat(reads()).isFalse();
    assertThat(pauses).hasValue(1);
  }

  @Test
  void strangersBeyondThePaceAreHungUpOnUnheardAndCounted() {
    listen(List.of());
    assertThat(opens(Hearing.ADDRESS_BURST)).isEqualTo(Hearing.ADDRESS_BURST);
    assertThat(opens(50)).as("a few are earned meanwhile").isLessThan(50);
    assertThat(refused).hasPositiveValue();
  }

  @Test
  void membersAreTakenInHoweverFastTheyCome() {
    listen(List.of("192.0.2.1:1"));
    assertThat(opens(10 * BusGate.ACCEPTED_BURST)).isEqualTo(10 * BusGate.ACCEPTED_BURST);
    assertThat(reads()).isTrue();
    assertThat(pauses).hasValue(0);
  }

  /** Somebody who has called, and says nothing. */
  private static final class Opened extends EmbeddedChannel {
    Opened() {
      super(DefaultChannelId.newInstance(), false, false);
    }

    @Override
    protected SocketAddress remoteAddress0() {
      return new InetSocketAddress("192.0.2.1", 4711);
    }
  }
}
