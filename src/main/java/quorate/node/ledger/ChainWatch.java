package quorate.node.ledger;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.ledger.live.BlockDecided;
import quorate.ledger.live.Ledger;
import quorate.ledger.live.LedgerView;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Address;
import quorate.ledger.state.Entry.Totals;
import quorate.ledger.state.Genesis.Grant;
import quorate.ledger.state.Header;
import quorate.ledger.state.Seat;
import quorate.ledger.state.State;
import quorate.wire.LedgerSeen;
import quorate.wire.Note;

/**
 * Follows the chain for people: tells the node's map of each block, and once a second of what is
 * recorded. What it folds is the ledger's thread's; what it has found any thread may ask.
 */
public final class ChainWatch {
  /** How often it looks at what is recorded, if blocks have come. */
  static final long PERIOD_MILLIS = 1000;

  /** The accounts of the genesis that are looked at, the richest ones. */
  static final int GRANTS_MAX = 1000;

  /** The balances that are read at once: some thousand reads of the disk hold nothing up. */
  static final int READS_MAX = 256;

  /** The last blocks that are told of when it begins. */
  static final int EARLIER_BLOCKS = 50;

  /** The most accounts in either order. */
  static final int LISTED_MAX = 100;

  private static final Logger LOG = LoggerFactory.getLogger(ChainWatch.class);

  private final Ledger ledger;
  private final Consumer<Note> teller;
  private final AccountIndex index = new AccountIndex();
  private long begun = Long.MAX_VALUE; // nothing was told yet
  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile boolean news = true;
  private volatile List<AccountIndex.Row> richest = List.of();
  private volatile List<AccountIndex.Row> busiest = List.of();

  private ChainWatch(Ledger ledger, Consumer<Note> teller) {
    this.ledger = ledger;
    this.teller = teller;
  }

  /**
   * Begins to watch.
   *
   * @param teller called by the ledger's thread
   */
  public static ChainWatch start(Ledger ledger, Vertx vertx, Consumer<Note> teller) {
    ChainWatch watch = new ChainWatch(ledger, teller);
    watch.begin();
    vertx.setPeriodic(1, PERIOD_MILLIS, timer -> watch.refresh());
    return watch;
  }

  Ledger ledger() {
    return ledger;
  }

  List<AccountIndex.Row> richest() {
    return richest;
  }

  List<AccountIndex.Row> busiest() {
    return busiest;
  }

  /** Tells of the last blocks, and from now on of each. */
  private void begin() {
    ledger.heed(block -> {
      if (block.height() > begun) {
        decided(block);
      }
    });
    ledger
        .read(view -> {
          begun = view.state().tip().height(); // what came since it heeds is among the earlier ones
          ledger.genesis().balances().stream()
              .sorted(Comparator.comparingLong(Grant::amount).reversed())
              .limit(GRANTS_MAX)
              .forEach(grant -> index.touched(grant.account(), 0));
          return begun;
        })
        .thenAccept(tip -> earlier(Math.max(1, tip - EARLIER_BLOCKS + 1), tip))
        .whenComplete((done, why) -> failed(why));
  }

  /** One after another, each with a read of its own. */
  private void earlier(long height, long tip) {
    if (height > tip) {
      return;
    }
    ledger
        .read(view -> view.block(height))
        .thenAccept(block -> {
          block.ifPresent(this::decided);
          earlier(height + 1, tip);
        })
        .whenComplete((done, why) -> failed(why));
  }

  private void decided(BlockDecided decided) {
    decided
        .block()
        .transactions()
        .forEach(
            each -> OperationShown.parties(each).forEach(account -> index.touched(account, 1)));
    teller.accept(stored(decided));
    news = true;
  }

  private static Note.BlockStored stored(BlockDecided decided) {
    Header header = decided.block().header();
    return new Note.BlockStored(
        header.height(),
        header.digest(),
        header.timeMillis(),
        header.proposer(),
        decided.commit().map(each -> each.commit().round()).orElse(0),
        decided.commit().map(each -> each.commit().seals().size()).orElse(0),
        decided.commit().map(each -> each.validators().members().size()).orElse(0),
        decided.block().transactions().size());
  }

  /** Tells how the ledger stands, if that is something new. */
  private void refresh() {
    if (news && reading.compareAndSet(false, true)) {
      news = false;
      ledger
          .read(this::seen)
          .thenAccept(seen -> teller.accept(new Note.LedgerChanged(seen)))
          .whenComplete((done, why) -> {
            reading.set(false);
            failed(why);
          });
    }
  }

  private LedgerSeen seen(LedgerView view) {
    State state = view.state();
    List<Seat> seats = state.rotation().current().seats();
    seats.forEach(seat -> index.touched(AccountId.of(seat.validator()), 0));
    index.unread(READS_MAX).forEach(each -> index.read(each, state.account(each).balance()));
    if (!index.allRead()) {
      news = true;
    }
    richest = index.richest(LISTED_MAX);
    busiest = index.busiest(LISTED_MAX);
    Totals totals = state.totals();
    return new LedgerSeen(
        ledger.genesis().name(),
        ledger.genesis().chain(),
        state.tip().height(),
        totals.supply(),
        totals.burned(),
        totals.held(),
        totals.staked(),
        totals.paid(),
        totals.transactions(),
        seats.stream().map(each -> new LedgerSeen.Seat(each.validator(), each.power())).toList(),
        accounts(richest.stream()),
        accounts(busiest.stream()));
  }

  private static List<LedgerSeen.Account> accounts(Stream<AccountIndex.Row> rows) {
    List<LedgerSeen.Account> accounts = new ArrayList<>();
    rows.limit(LedgerSeen.ACCOUNTS_MAX)
        .forEach(row ->
            accounts.add(
                new LedgerSeen.Account(
                    Address.of(row.account()),
                    row.account().key(),
                    row.balance(),
                    row.transactions())));
    return accounts;
  }

  private static void failed(@Nullable Throwable why) {
    if (why != null) {
      LOG.warn("node ledger not read for the map because={}", why.toString());
    }
  }
}
