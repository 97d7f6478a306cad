package quorate.ledger.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import quorate.task.NodeId;

class AdmissionTest {
  private static final int MIB = 1 << 20;

  private final Admission admission = new Admission();

  @Test
  void losesFurtherFramesOfAPeerWhenItHasItsShareAndHearsOthers() {
    for (int i = 0; i < 16; i++) {
      assertThat(admission.admits(peer(1), MIB)).isTrue();
    }
    assertThat(admission.admits(peer(1), 1)).isFalse();
    assertThat(admission.admits(peer(2), MIB)).isTrue();
  }

  @Test
  void losesFurtherFramesWhenAllTogetherHaveTheirs() {
    for (int peer = 0; peer < 4; peer++) {
      for (int i = 0; i < 16; i++) {
        assertThat(admission.admits(peer(peer), MIB)).isTrue();
      }
    }
    assertThat(admission.admits(peer(5), 1)).isFalse();
    admission.release(peer(0), MIB);
    assertThat(admission.admits(peer(5), 1)).isTrue();
  }

  @Test
  void countsSmallFramesAsMoreThanTheyAre() {
    int admitted = 0;
    while (admission.admits(peer(1), 1)) {
      admitted++;
    }
    assertThat(admitted).isEqualTo(16 * MIB / 4096);
    for (int i = 0; i < admitted; i++) {
      admission.release(peer(1), 1);
    }
    assertThat(admission.admits(peer(1), 16 * MIB)).isTrue();
  }

  private static NodeId peer(int index) {
    return KeeperNetwork.person(index).id();
  }
}
