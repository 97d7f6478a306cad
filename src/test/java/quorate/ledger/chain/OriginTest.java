package quorate.ledger.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import quorate.ledger.state.Seat;
import quorate.ledger.state.Seats;
import quorate.task.Bytes;
import quorate.task.NodeId;

class OriginTest {
  @Test
  void headersCommitToTheValidatorsWhoVote() {
    byte[] key = new byte[NodeId.BYTES];
    key[0] = 7;
    Seats seats =
        new Seats(
            List.of(
                new Seat(new NodeId(Bytes.copyOf(new byte[NodeId.BYTES])), 3),
                new Seat(new NodeId(Bytes.copyOf(key)), 5)));
    assertThat(Origin.validators(seats).digest()).isEqualTo(seats.digest());
  }
}
