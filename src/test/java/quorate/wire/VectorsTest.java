package quorate.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Reason;
import quorate.task.Task;

/** What nodes say; a changed line means another wire version. */
class VectorsTest extends VectorsContract {
  @Override
  protected String file() {
    return "wire/vectors.txt";
  }

  @Override
  protected List<Sample<?>> samples() {
    List<Sample<?>> samples = new ArrayList<>();
    for (Message message : Samples.messages()) {
      samples.add(new Sample<>(message.getClass().getSimpleName(), Message.class, message));
    }
    samples.add(new Sample<>("Proof", Proof.class, Samples.proof()));
    samples.add(new Sample<>("Task", Task.class, Samples.WHOLE_TASK.paidBy(Samples.ORDER)));
    return samples;
  }

  @Test
  void everyMessageHasASample() {
    assertThat(Samples.messages().stream().map(Object::getClass).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(List.copyOf(Shapes.leaves(Message.class)));
  }

  @Test
  void refusesBeforeAllocatingWhenALengthIsHuge() {
    Bytes bytes = Codec.encode(Answer.class, Samples.ANSWER);
    byte[] huge = bytes.toArray();
    huge[9] = 0x7f; // the number of detections, after the tag, the width and the height
    assertThat(Codec.decode(Answer.class, Bytes.giving(huge)))
        .isEqualTo(new Decoded.Refused<>(Reason.TOO_LARGE));
  }
}
