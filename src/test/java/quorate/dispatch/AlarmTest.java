package quorate.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import quorate.dispatch.AssignerOrder.WakeMe;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Received.Good;
import quorate.wire.Samples;
import quorate.wire.Voice;

class AlarmTest {
  private static final long NOW = 1_700_000_000_000L;

  @Test
  void asksToBeWokenAgainWhenTheClockWasSetBack() {
    Voice voice = Voice.of(Samples.BOB, "alarm");
    Assigner assigner = new Assigner(voice.network(), DispatchPolicy.DEFAULT);
    NodeSeen seen =
        Samples.messages().stream()
            .filter(NodeSeen.class::isInstance)
            .map(NodeSeen.class::cast)
            .findFirst()
            .orElseThrow();
    assigner.on(new AssignerInput.Seen(new Good<>(Samples.BOB.id(), seen, voice.sign(seen)), NOW));
    List<AssignerOrder> first = assigner.on(new AssignerInput.Tick(NOW + 1));
    assertThat(first).hasSize(1).first().isInstanceOf(WakeMe.class);
    long wanted = ((WakeMe) first.getFirst()).atMillis();
    assertThat(assigner.on(new AssignerInput.Tick(wanted - 1))).isEqualTo(first);
  }
}
