package quorate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.SessionId;

class SessionIdsTest {
  private static final Digest ALICE = Digest.of(Bytes.ofHex("a1"));
  private static final Digest BOB = Digest.of(Bytes.ofHex("b0"));

  @Test
  void idBelongsToItsOwnerAndToNobodyElse() {
    SessionId rest = SessionIds.rest(ALICE);
    assertThat(SessionIds.belongs(rest, ALICE)).isTrue();
    assertThat(SessionIds.belongs(rest, BOB)).isFalse();
    assertThat(SessionIds.rest(ALICE)).isEqualTo(rest).isNotEqualTo(SessionIds.rest(BOB));
  }

  @Test
  void idTellsARestClientFromAStreamWhateverTheChance() {
    Random random = new Random(9);
    for (int i = 0; i < 1000; i++) {
      SessionId stream = SessionIds.of(ALICE, random.nextLong());
      assertThat(SessionIds.isRest(stream)).isFalse();
      assertThat(SessionIds.belongs(stream, ALICE)).isTrue();
      assertThat(stream.high() >>> 12 & 0xf).as("the version of RFC 9562").isEqualTo(8);
    }
    assertThat(SessionIds.isRest(SessionIds.rest(ALICE))).isTrue();
    assertThat(SessionIds.rest(BOB).high() >>> 12 & 0xf).isEqualTo(8);
  }
}
