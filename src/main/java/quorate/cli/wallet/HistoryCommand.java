package quorate.cli.wallet;

import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quorate.cli.Exit;
import quorate.cli.Failure;
import quorate.cli.Output;
import quorate.cli.ledger.LedgerData;
import quorate.cli.ledger.LedgerServer;
import quorate.cli.ledger.Progress;
import quorate.ledger.audit.StoredBlocks;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Address;
import quorate.ledger.state.Block;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.ledger.store.Tip;
import quorate.node.ledger.OperationShown;

/** What happened to an account. */
@Command(
    name = "history",
    description = {
      "Print an account's last transactions, by a running node or by a store.",
      "Those that it sent or is named in, the newest last. Blocks are read from the newest back,"
          + " at",
      "a node at most --blocks of them; those that were pruned are not in it."
    },
    footer = {
      "",
      "Examples:",
      "  quorate wallet history savings --server http://127.0.0.1:7070",
      "  quorate wallet history savings --data-dir data",
      "  quorate wallet history qr1… --data-dir data --limit 1000 --output json"
    })
final class HistoryCommand implements Callable<Integer> {
  private static final int LIMIT_MAX = 100_000;

  @Mixin private final Output output = new Output();
  @Mixin private final Wallets wallets = new Wallets();
  @Mixin private final LedgerData data = new LedgerData();
  @Mixin private final LedgerServer server = new LedgerServer();

  @Parameters(paramLabel = "NAME|ADDRESS", description = "A wallet, or any account.")
  private String named = "";

  @Option(
      names = "--limit",
      paramLabel = "COUNT",
      defaultValue = "50",
      description = "How many at most (default ${DEFAULT-VALUE}).")
  private int limit = 50;

  @Option(
      names = "--blocks",
      paramLabel = "COUNT",
      defaultValue = "20000",
      description = "How many blocks a node looks through at most (default ${DEFAULT-VALUE}).")
  private long blocks = 20_000;

  @Override
  public Integer call() {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw Failure.usage("--limit is from 1 to " + LIMIT_MAX, "");
    }
    AccountId account = wallets.account(named);
    if (server.given()) {
      return server.talk(line -> asked(line, account));
    }
    return data.read((genesis, store) ->
        shown(account, store.lowest().orElse(0), List.copyOf(found(genesis, store, account))));
  }

  private Integer shown(AccountId account, long lowest, List<Map<String, Object>> found) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("address", Address.of(account));
    facts.put("lowest", lowest);
    facts.put("transactions", found);
    output.show(facts, text(found));
    return Exit.OK;
  }

  private Integer asked(LedgerServer.Line line, AccountId account) {
    String path = "/v1/ledger/accounts/" + Address.of(account) + "/transactions";
    Progress progress = new Progress(output.err(), "looking through blocks");
    Deque<Map<String, Object>> found = new ArrayDeque<>(); // limit at most
    JsonObject page = line.get(path);
    long first = page.getLong("before", 0L);
    while (true) {
      for (Object each : page.getJsonArray("transactions")) {
        if (found.size() < limit) {
          found.addFirst(((JsonObject) each).getMap());
        }
      }
      long before = page.getLong("before", 0L);
      if (before == 0 || found.size() == limit || first - before >= blocks) {
        return shown(account, before, List.copyOf(found));
      }
      progress.accept(before);
      page = line.get(path + "?before=" + before);
    }
  }

  private Deque<Map<String, Object>> found(Genesis genesis, LedgerStore store, AccountId account)
      throws StoreRefused {
    Deque<Map<String, Object>> found = new ArrayDeque<>(); // limit at most
    long last = store.tip().map(Tip::height).orElse(-1L);
    for (long height = store.lowest().orElse(0); height <= last; height++) {
      Block block = StoredBlocks.at(store, height);
      for (SignedTransaction each : block.transactions()) {
        if (OperationShown.touches(each, account)) {
          found.add(OperationShown.facts(each, genesis.chain(), block.header()));
          if (found.size() > limit) {
            found.remove();
          }
        }
      }
    }
    return found;
  }

  private static String text(List<Map<String, Object>> found) {
    StringBuilder text = new StringBuilder(found.isEmpty() ? "no transactions\n" : "");
    found.forEach(each ->
        text.append(
            "%8s  %s  %-16s  from %s  %s%n"
                .formatted(
                    each.get("height"),
                    each.get("time"),
                    each.get("operation"),
                    each.get("sender"),
                    each.containsKey("to")
                        ? each.get("amount") + " to " + each.get("to")
                        : each.getOrDefault("amount", ""))));
    return text.toString();
  }
}
