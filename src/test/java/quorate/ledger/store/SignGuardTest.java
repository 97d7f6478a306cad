package quorate.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import quorate.ledger.store.Slot.Step;
import quorate.ledger.store.StoreRefused.Why;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.wire.Keys;
import quorate.wire.Samples;

/** Never two signatures in one slot, and none in a slot that is over, whatever is lost. */
class SignGuardTest {
  private static final Digest GENESIS = Digest.of(new byte[] {1});
  private static final int SEEDS = 600;
  private static final List<Step> STEPS = List.of(Step.values());

  private final SimulatedDisk disk = new SimulatedDisk(1);

  private static SignGuard open(Disk disk, Signer signer) throws StoreRefused {
    return SignGuard.open(disk, GENESIS, Samples.ALICE.id(), signer, new Random(3)::nextLong);
  }

  private static SignGuard open(Disk disk) throws StoreRefused {
    return open(disk, Samples.ALICE::sign);
  }

  private static Slot slot(long height, int round, Step step) {
    return new Slot(height, round, step);
  }

  private static Bytes what(int number) {
    return Bytes.ofHex("%08x".formatted(number));
  }

  @Test
  void signsWhenTheSlotIsLater() throws Exception {
    try (SignGuard guard = open(disk)) {
      assertThat(guard.last()).isEmpty();
      Signing given = guard.sign(slot(1, 0, Step.PREVOTE), what(1));
      assertThat(given).isEqualTo(new Signing.Given(Samples.ALICE.sign(what(1))));
      assertThat(Keys.verify(Samples.ALICE.id(), what(1), ((Signing.Given) given).signature()))
          .isTrue();
      assertThat(guard.sign(slot(1, 0, Step.PRECOMMIT), what(2))).isInstanceOf(Signing.Given.class);
      assertThat(guard.sign(slot(1, 1, Step.PROPOSAL), what(3))).isInstanceOf(Signing.Given.class);
      assertThat(guard.last()).contains(slot(1, 1, Step.PROPOSAL));
    }
  }

  @Test
  void withholdsWhenTheSlotIsTakenOrOver() throws Exception {
    Slot last = slot(4, 2, Step.PREVOTE);
    try (SignGuard guard = open(disk)) {
      guard.sign(last, what(1));
      for (Slot asked :
          new Slot[] {
            last, slot(4, 2, Step.PROPOSAL), slot(4, 1, Step.PRECOMMIT), slot(3, 9, Step.PRECOMMIT)
          }) {
        assertThat(guard.sign(asked, what(2))).isEqualTo(new Signing.Withheld(asked, last));
      }
    }
  }

  @Test
  void givesTheSameSignatureWhenTheBytesAreTheSame() throws Exception {
    Bytes[] drawn = {Bytes.copyOf(new byte[64]), Bytes.ofHex("11".repeat(64))};
    int[] asked = {0};
    Signer fickle = bytes -> drawn[asked[0]++];
    Slot prevote = slot(1, 0, Step.PREVOTE);
    try (SignGuard guard = open(disk, fickle)) {
      guard.sign(prevote, what(1));
      guard.sign(slot(1, 0, Step.PRECOMMIT), what(2));
    }
    try (SignGuard guard = open(disk, fickle)) {
      assertThat(guard.sign(prevote, what(1))).isEqualTo(new Signing.Given(drawn[0]));
      assertThat(guard.sign(slot(1, 0, Step.PRECOMMIT), what(2)))
          .isEqualTo(new Signing.Given(drawn[1]));
      assertThat(asked[0]).isEqualTo(2);
    }
  }

  @Test
  void forgetsNothingThatCountsWhenItIsWrittenAnew() throws Exception {
    try (SignGuard guard = open(disk)) {
      for (int height = 1; height < 20_000; height++) {
        guard.sign(slot(height, 0, Step.PREVOTE), what(height));
      }
    }
    assertThat(disk.list()).filteredOn(name -> name.startsWith("signed-")).hasSize(1);
    try (SignGuard guard = open(disk)) {
      assertThat(guard.last()).contains(slot(19_999, 0, Step.PREVOTE));
    }
  }

  @Test
  void remembersTheLastOfManyRounds() throws Exception {
    int rounds = SignGuard.REMEMBERED_MAX + 10;
    try (SignGuard guard = open(disk)) {
      for (int round = 0; round < rounds; round++) {
        guard.sign(slot(1, round, Step.PREVOTE), what(round));
      }
      assertThat(guard.sign(slot(1, 0, Step.PREVOTE), what(0)))
          .isInstanceOf(Signing.Withheld.class);
      assertThat(guard.sign(slot(1, rounds - 1, Step.PREVOTE), what(rounds - 1)))
          .isInstanceOf(Signing.Given.class);
    }
  }

  @Test
  void givesNothingWhenTheRecordIsNotForced() throws Exception {
    try (SignGuard guard = open(disk)) {
      disk.failForces(true);
      assertThatThrownBy(() -> guard.sign(slot(1, 0, Step.PREVOTE), what(1)))
          .isInstanceOf(StoreRefused.class);
      disk.failForces(false);
      assertThatThrownBy(() -> guard.sign(slot(1, 0, Step.PREVOTE), what(1)))
          .isInstanceOfSatisfying(
              StoreRefused.class, refused -> assertThat(refused.why()).isEqualTo(Why.BROKEN));
    }
    disk.kill();
    try (SignGuard guard = open(disk)) {
      assertThat(guard.sign(slot(1, 0, Step.PREVOTE), what(2)))
          .as("it may have been forced all the same")
          .isInstanceOf(Signing.Withheld.class);
    }
  }

  @Test
  void survivesAnyFlippedBitOfTheLastRecord() throws Exception {
    Slot last = slot(2, 0, Step.PRECOMMIT);
    try (SignGuard guard = open(disk)) {
      guard.sign(slot(1, 0, Step.PRECOMMIT), what(1));
      guard.sign(last, what(2));
    }
    String name =
        disk.list().stream().filter(each -> each.matches("signed-\\d+")).findFirst().get();
    byte[] whole = disk.open(name).read(0, (int) disk.size(name)).array();
    for (int at = LogHeader.BYTES; at < whole.length; at++) {
      SimulatedDisk spoiled = new SimulatedDisk(1);
      spoiled.put(name, whole);
      spoiled.flip(name, at, at % 8);
      try (SignGuard guard = open(spoiled)) {
        assertThat(guard.last()).contains(last);
      }
    }
  }

  @Test
  void refusesTheRecordOfAnotherValidator() throws Exception {
    open(disk).close();
    assertThatThrownBy(() ->
            SignGuard.open(
                disk, GENESIS, Samples.BOB.id(), Samples.BOB::sign, new Random(3)::nextLong))
        .isInstanceOfSatisfying(
            StoreRefused.class, refused -> assertThat(refused.why()).isEqualTo(Why.OTHER_OWNER));
  }

  /** Restarts again and again, cut at any step, and never gives two signatures for one slot. */
  @Test
  void neverSignsTwiceWhereverThePowerGoes() throws Exception {
    int crashes = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      SimulatedDisk each = new SimulatedDisk(seed);
      Random chance = new Random(seed);
      Map<Slot, Bytes> released = new HashMap<>();
      Slot[] last = {slot(1, 0, Step.PROPOSAL)};
      for (int life = 0; life < 5; life++) {
        each.cutPowerAt(each.steps() + chance.nextInt(25));
        crashes += live(each, chance, released, last) ? 1 : 0;
        each.restart();
      }
    }
    assertThat(crashes).isGreaterThan(SEEDS * 4);
  }

  private static boolean live(
      SimulatedDisk disk, Random chance, Map<Slot, Bytes> released, Slot[] last)
      throws StoreRefused {
    try (SignGuard guard = open(disk)) {
      for (int i = 0; i < 100; i++) {
        int behind = chance.nextInt(3) - 1;
        Slot asked =
            slot(
                Math.max(1, last[0].height() + behind),
                chance.nextInt(2),
                STEPS.get(chance.nextInt(3)));
        Bytes what = what(chance.nextInt(3));
        if (guard.sign(asked, what) instanceof Signing.Given) {
          assertThat(released.putIfAbsent(asked, what)).isIn(null, what);
          last[0] = asked.compareTo(last[0]) > 0 ? asked : last[0];
        }
      }
      return false;
    } catch (SimulatedDisk.PowerCut cut) {
      return true;
    }
  }
}
