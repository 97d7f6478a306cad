package quorate.ledger.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import quorate.ledger.state.Entry.Account;
import quorate.task.Digest;

/**
 * Transactions that wait for a block. It only keeps order and bounds: what is in here may still be
 * refused by {@link Execution}, which trusts it in nothing.
 *
 * <p>What is full refuses; nothing that waits is ever replaced, so that nobody can take back what
 * others have seen. What waited too long is dropped. Whoever adds has checked the signature first,
 * or strangers could fill an account's places.
 */
public final class Mempool {
  private final Digest chain;
  private final Limits limits;
  private final Map<AccountId, TreeMap<Long, Waiting>> byAccount = new LinkedHashMap<>();
  private final Map<Digest, AccountId> known = new HashMap<>(); // asked by key only
  private long bytes;

  /**
   * How much may wait.
   *
   * @param bytesMax canonical bytes of all
   * @param perAccountMax transactions of one account; a nonce may be as far ahead
   * @param blocksMax heights for which one waits
   */
  public record Limits(long bytesMax, int perAccountMax, long blocksMax) {
    public static final Limits USUAL = new Limits(32L * 1024 * 1024, 1024, 600);
  }

  public Mempool(Digest chain, Limits limits) {
    this.chain = chain;
    this.limits = limits;
  }

  /** Lets a transaction wait, or says why not. */
  public Optional<Refusal> add(SignedTransaction signed, State state) {
    Digest id = signed.id(chain);
    Transaction transaction = signed.transaction();
    Waiting waiting = new Waiting(id, signed, signed.encoded().size(), state.tip().height());
    Optional<Refusal> refused = unwelcome(waiting, state);
    if (refused.isEmpty()) {
      byAccount
          .computeIfAbsent(transaction.sender(), sender -> new TreeMap<>())
          .put(transaction.nonce(), waiting);
      known.put(id, transaction.sender());
      bytes += waiting.bytes();
    }
    return refused;
  }

  /** Whether it waits here. */
  public boolean knows(Digest id) {
    return known.containsKey(id);
  }

  /** How many wait. */
  public int size() {
    return known.size();
  }

  /** The canonical bytes of all that wait. */
  public long bytes() {
    return bytes;
  }

  /**
   * What could be executed after a state, in turn by account, each account's by nonce without a
   * gap: so that one busy account holds up nobody.
   *
   * @param max how many at most
   */
  public List<SignedTransaction> candidates(State state, int max) {
    List<SignedTransaction> candidates = new ArrayList<>();
    Deque<Deque<SignedTransaction>> turns = new ArrayDeque<>();
    byAccount.forEach((sender, waiting) -> turns.add(run(state.account(sender), waiting)));
    while (!turns.isEmpty() && candidates.size() < max) {
      Deque<SignedTransaction> turn = turns.remove();
      if (!turn.isEmpty()) {
        candidates.add(turn.remove());
        turns.add(turn);
      }
    }
    return candidates;
  }

  /** Drops, after a block, what was executed, what no longer can be, and what waited too long. */
  public void advance(State state) {
    long height = state.tip().height();
    byAccount.forEach((sender, waiting) -> {
      long nonce = state.account(sender).nonce();
      waiting.entrySet().removeIf(each -> over(each.getValue(), each.getKey() < nonce, height));
    });
    byAccount.values().removeIf(Map::isEmpty);
  }

  /** Drops one that cannot be executed, so that it holds up nothing behind it. */
  public void drop(Digest id) {
    AccountId sender = known.get(id);
    if (sender == null) {
      return;
    }
    TreeMap<Long, Waiting> waiting = byAccount.getOrDefault(sender, new TreeMap<>());
    waiting.values().removeIf(each -> each.id().equals(id) && over(each, true, 0));
    byAccount.values().removeIf(Map::isEmpty);
  }

  private boolean over(Waiting waiting, boolean used, long height) {
    boolean over = used || height - waiting.sinceHeight() > limits.blocksMax();
    if (over) {
      known.remove(waiting.id());
      bytes -= waiting.bytes();
    }
    return over;
  }

  private Optional<Refusal> unwelcome(Waiting waiting, State state) {
    if (known.containsKey(waiting.id())) {
      return Optional.of(Refusal.KNOWN);
    }
    Transaction transaction = waiting.signed().transaction();
    Optional<Account> account = state.find(StateKey.account(transaction.sender()));
    if (account.isEmpty()) {
      return Optional.of(Refusal.SENDER_UNKNOWN);
    }
    long ahead = transaction.nonce() - account.get().nonce();
    if (ahead < 0 || ahead >= limits.perAccountMax()) {
      return Optional.of(ahead < 0 ? Refusal.NONCE_USED : Refusal.NONCE_AHEAD);
    }
    if (account.get().balance() < transaction.fee()) {
      return Optional.of(Refusal.BALANCE_TOO_LOW);
    }
    TreeMap<Long, Waiting> others = byAccount.getOrDefault(transaction.sender(), new TreeMap<>());
    if (others.containsKey(transaction.nonce())) {
      return Optional.of(Refusal.NONCE_TAKEN);
    }
    if (others.size() >= limits.perAccountMax()) {
      return Optional.of(Refusal.ACCOUNT_FULL);
    }
    boolean room = bytes + waiting.bytes() <= limits.bytesMax();
    return room ? Optional.empty() : Optional.of(Refusal.POOL_FULL);
  }

  private static Deque<SignedTransaction> run(Account account, Map<Long, Waiting> waiting) {
    Deque<SignedTransaction> run = new ArrayDeque<>();
    long nonce = account.nonce();
    Waiting next = waiting.get(nonce);
    while (next != null) {
      run.add(next.signed());
      nonce++;
      next = waiting.get(nonce);
    }
    return run;
  }

  private record Waiting(Digest id, SignedTransaction signed, int bytes, long sinceHeight) {}
}
