package quorate.volunteer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import quorate.wire.VectorsContract;

/** What gateways and volunteers say; a changed line means another subprotocol. */
class FrameVectorsTest extends VectorsContract {
  @Override
  protected String file() {
    return "wire/volunteer-vectors.txt";
  }

  @Override
  protected List<Sample<?>> samples() {
    return Frames.all().stream()
        .<Sample<?>>map(each -> new Sample<>(each.getClass().getSimpleName(), Frame.class, each))
        .toList();
  }

  @Test
  void everyFrameHasASample() {
    List<Class<?>> frames =
        Stream.of(Frame.Up.class, Frame.Down.class)
            .flatMap(each -> Stream.of(each.getPermittedSubclasses()))
            .collect(Collectors.toList());
    assertThat(Frames.all().stream().map(Object::getClass).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(frames);
  }
}
