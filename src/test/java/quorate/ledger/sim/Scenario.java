package quorate.ledger.sim;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import quorate.sim.Chance;

/**
 * What happens to a network.
 *
 * @param liars by their places among the validators: at most a third
 * @param loss how probably a message is lost before the network heals
 * @param repeats how probably it comes twice
 * @param cuts how probably a way between two is cut for a while, in one direction
 * @param crashes how probably somebody crashes at each change of the weather
 */
record Scenario(
    long seed,
    int size,
    Map<Integer, Liar.Kind> liars,
    double loss,
    double repeats,
    double cuts,
    double crashes,
    int delayMicros,
    long healMicros,
    long healingMicros) {

  /** A third of the seeds have no liars, a fifth have seven validators. */
  static Scenario of(long seed) {
    Chance chance = new Chance(seed).fork(7);
    int size = chance.below(5) == 0 ? 7 : 4;
    int most = (size - 1) / 3;
    int liars = chance.below(3) == 0 ? 0 : 1 + chance.below(most);
    Map<Integer, Liar.Kind> lying = new TreeMap<>();
    List<Liar.Kind> kinds = List.of(Liar.Kind.values());
    while (lying.size() < liars) {
      Liar.Kind kind = kinds.get(chance.below(kinds.size()));
      lying.put(chance.below(size), kind);
    }
    boolean rough = chance.below(4) > 0;
    return new Scenario(
        seed,
        size,
        lying,
        rough ? chance.between(0, 0.3) : 0,
        rough ? 0.1 : 0,
        rough ? chance.between(0, 0.3) : 0,
        rough ? 0.3 : 0,
        rough ? 5_000 + chance.below(200_000) : 20_000,
        3_000_000,
        60_000_000);
  }
}
