package quorate.volunteer;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import quorate.task.Bytes;
import quorate.volunteer.DoorOrder.Pass;
import quorate.wire.Codec;

/** Bytes of strangers at a door, and of a gateway at a volunteer: values or refusals, no more. */
class HandshakeFuzzTest {
  static Stream<byte[]> seeds() {
    return Frames.all().stream().map(each -> Codec.encode(Frame.class, each).toArray());
  }

  @MethodSource("seeds")
  @FuzzTest
  void nobodyIsSeatedWithoutAProofAndNothingPassesUnsigned(byte[] data) {
    Bytes bytes = Bytes.copyOf(data);
    Doors doors = new Doors();
    long stranger = doors.call("198.51.100.1");
    doors.came(stranger, bytes);
    assertThat(doors.door.volunteers()).isZero();
    long seat = doors.seat(Doors.ANN, 7);
    doors.ask(Doors.ANN, Doors.infer(1, Bytes.giving(new byte[9])));
    List<DoorOrder> orders = doors.came(seat, bytes);
    assertThat(Doors.only(orders, Pass.class))
        .allMatch(pass -> pass.heard().speaker().equals(Doors.ANN.id()));
    assertThat(doors.door.volunteers()).isLessThanOrEqualTo(1);
  }

  @MethodSource("seeds")
  @FuzzTest
  void aVolunteerIsNotUpBeforeItsGatewayHasChallengedAndWelcomedIt(byte[] data) {
    Bytes bytes = Bytes.copyOf(data);
    Caller.Self self = new Caller.Self(Doors.ANN, Doors.voice(Doors.ANN), Doors.NETWORK);
    Caller caller = new Caller(self, 1, 1000, new SplittableRandom(1));
    caller.on(new CallerInput.Tick(Doors.START));
    caller.on(new CallerInput.Connected(Doors.HERE, Doors.START));
    caller.on(new CallerInput.Came(bytes, Doors.START));
    assertThat(caller.up()).isFalse();
    caller.on(new CallerInput.Came(bytes, Doors.START));
    caller.on(new CallerInput.Tick(Doors.START + 60_000));
  }
}
