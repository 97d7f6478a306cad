package quorate.ledger.bft;

import java.util.List;
import quorate.task.AtMost;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Codec;

/**
 * Who votes at a height, in ascending order of their keys, so that one set has one encoding and one
 * digest.
 *
 * @param members 1 to {@link #MAX}, strictly ascending; their power is {@link #POWER_MAX} at most
 *     in all
 */
public record Validators(@AtMost(MAX) List<Validator> members) {
  public static final int MAX = 100;

  /** Of all members together: three times as much still fits a long. */
  public static final long POWER_MAX = 1L << 60;

  public Validators {
    members = List.copyOf(members);
    Check.argument(1 <= members.size() && members.size() <= MAX, "1 to " + MAX + " validators");
    long power = 0;
    for (int i = 0; i < members.size(); i++) {
      power += members.get(i).power();
      Check.argument(power <= POWER_MAX, "at most 2^60 of power in all");
      Check.argument(
          i == 0 || members.get(i - 1).id().compareTo(members.get(i).id()) < 0,
          "validators ascend by their keys, none twice");
    }
  }

  /** The power of all. */
  public long total() {
    return members.stream().mapToLong(Validator::power).sum();
  }

  /** Q: any two groups of this power share an honest validator (floor(2P/3) + 1). */
  public long quorum() {
    return 2 * total() / 3 + 1;
  }

  /** H: any group of this power has an honest validator in it (floor(P/3) + 1). */
  public long honestMin() {
    return total() / 3 + 1;
  }

  public Digest digest() {
    return Digest.of(Codec.encode(Validators.class, this));
  }

  /**
   * Who proposes: a function of the set, the height and the round and nothing else (R13). Turns are
   * dealt by {@link Turns} rather than drawn by lot: among equals everyone comes once before anyone
   * comes twice, so that f faulty ones hold up at most f rounds one after another.
   */
  public NodeId proposer(long height, int round) {
    long turn = Math.floorMod(height + round, total());
    return members.get(Turns.at(turn, members)).id();
  }
}
