package quorate.ledger.sim;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import quorate.simulation.Chance;

/**
 * What happens to a network.
 *
 * @param liars by their places among the validators: at most a third
 * @param loss how probably a message is lost before the network heals
 * @param repeats how probably it comes twice
 * @param cuts how probably a way between two is cut for a while, in one direction
 * @param crashes how probably somebody crashes at each change of the weather
 * @param turnover whether one more node follows, takes a seat, and then another one leaves its own
 * @param trouble what befalls one honest node; there are no liars then
 * @param late whether one more node follows, that begins when all have gone far
 * @param follower whether one more node follows from the beginning
 */
record Scenario(
    long seed,
    int size,
    Map<Integer, Liar.Kind> liars,
    double loss,
    double repeats,
    double cuts,
    double crashes,
    boolean turnover,
    Trouble trouble,
    int delayMicros,
    long healMicros,
    long healingMicros,
    boolean late,
    boolean follower) {
  /** What befalls the last of the validators. */
  enum Trouble {
    NONE,
    /** Its clock is wrong, by a minute and more, and runs too fast or too slowly. */
    CLOCK,
    /** A bit of its disk is another one after a crash. */
    ROT
  }

  /** Nothing fails. */
  static Scenario calm(long seed, int size, boolean turnover) {
    return new Scenario(
        seed,
        size,
        Map.of(),
        0,
        0,
        0,
        0,
        turnover,
        Trouble.NONE,
        20_000,
        3_000_000,
        10_000_000,
        false,
        false);
  }

  /** A node begins late; of the others one lies about snapshots. */
  static Scenario late(long seed, boolean rough) {
    Chance chance = new Chance(seed).fork(8);
    return new Scenario(
        seed,
        4,
        Map.of(chance.below(4), Liar.Kind.LENDER),
        rough ? 0.2 : 0,
        rough ? 0.1 : 0,
        0,
        rough ? 0.3 : 0,
        false,
        Trouble.NONE,
        rough ? 50_000 : 20_000,
        rough ? 12_000_000 : 4_000_000,
        60_000_000,
        true,
        false);
  }

  /** Half of the seeds go without: what a snapshot heals would hide what blocks must heal. */
  boolean snapshots() {
    return late || seed % 2 == 0;
  }

  /** Whether there is one more node than votes at first. */
  boolean oneMore() {
    return turnover || late || follower;
  }

  /**
   * A third of the seeds have no liars, a fifth seven validators, a sixth a turnover, a third a
   * follower.
   */
  static Scenario of(long seed) {
    Chance chance = new Chance(seed).fork(7);
    int size = chance.below(5) == 0 ? 7 : 4;
    int most = (size - 1) / 3;
    int liars = chance.below(3) == 0 ? 0 : 1 + chance.below(most);
    Map<Integer, Liar.Kind> lying = new TreeMap<>();
    List<Liar.Kind> kinds = List.copyOf(EnumSet.complementOf(EnumSet.of(Liar.Kind.LENDER)));
    while (lying.size() < liars) {
      Liar.Kind kind = kinds.get(chance.below(kinds.size()));
      lying.put(chance.below(size), kind);
    }
    boolean rough = chance.below(4) > 0;
    boolean turnover = chance.below(6) == 0;
    Trouble[] troubles = {Trouble.NONE, Trouble.CLOCK, Trouble.ROT};
    Trouble trouble = troubles[lying.isEmpty() ? chance.below(3) : 0];
    return new Scenario(
        seed,
        size,
        lying,
        rough ? chance.between(0, 0.3) : 0,
        rough ? 0.1 : 0,
        rough ? chance.between(0, 0.3) : 0,
        rough ? 0.3 : 0,
        turnover,
        trouble,
        rough ? 5_000 + chance.below(200_000) : 20_000,
        3_000_000,
        60_000_000,
        false,
        new Chance(seed).fork(9).below(3) == 0);
  }
}
