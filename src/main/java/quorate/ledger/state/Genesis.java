package quorate.ledger.state;

import java.nio.charset.StandardCharsets;
import java.util.List;
import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.wire.Codec;

/**
 * How a chain begins.
 *
 * @param name the chain's, for people: 1 to 64 bytes
 * @param timeMillis since 1970, UTC: the first block is later
 * @param balances in the order of their accounts, each once
 * @param stakes of nodes, in the order of their accounts, each once
 */
public record Genesis(
    @AtMost(64) String name,
    long timeMillis,
    @AtMost(GRANTS_MAX) List<Grant> balances,
    @AtMost(Seats.SEATS_MAX) List<Grant> stakes,
    Seats validators,
    Policy policy) {
  public static final int GRANTS_MAX = 100_000;

  private static final Bytes DOMAIN =
      Bytes.copyOf("quorate/genesis\u0001".getBytes(StandardCharsets.UTF_8));

  /** Credits that an account has from the beginning. */
  public record Grant(AccountId account, long amount) {
    public Grant {
      Check.argument(Credits.movable(amount), "an amount to begin with");
    }
  }

  public Genesis {
    Check.argument(!name.isEmpty(), "a chain has a name");
    String kept = new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    Check.argument(kept.equals(name), "a name of whole characters"); // two names, two digests
    Check.argument(timeMillis >= 0, "a time since 1970");
    Check.argument(ordered(balances) && ordered(stakes), "accounts in order, each once");
    long sum = 0;
    for (List<Grant> grants : List.of(balances, stakes)) {
      for (Grant grant : grants) {
        sum += grant.amount();
        Check.argument(sum <= Credits.SUPPLY_MAX, "a supply of at most " + Credits.SUPPLY_MAX);
      }
    }
    balances = List.copyOf(balances);
    stakes = List.copyOf(stakes);
  }

  /**
   * What tells this chain from all others, in every header and under every signature: SHA-256 of
   * the canonical genesis, the name included. Two chains of one name stay apart. Computed anew each
   * time: whoever asks often keeps it.
   */
  public Digest chain() {
    return Digest.of(DOMAIN, Codec.encode(Genesis.class, this));
  }

  /** All credits that there are, now and later. */
  public long supply() {
    return sum(balances) + sum(stakes);
  }

  long staked() {
    return sum(stakes);
  }

  private static long sum(List<Grant> grants) {
    return grants.stream().mapToLong(Grant::amount).sum();
  }

  private static boolean ordered(List<Grant> grants) {
    return Settlement.ascending(grants.stream().map(Grant::account).toList());
  }
}
