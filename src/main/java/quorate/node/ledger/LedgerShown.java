package quorate.node.ledger;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import quorate.ledger.bft.ConsensusSnapshot;
import quorate.ledger.live.LedgerView;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Address;
import quorate.ledger.state.Block;
import quorate.ledger.state.Entry;
import quorate.ledger.state.Entry.Payment.Taken;
import quorate.ledger.state.EscrowId;
import quorate.ledger.state.Explanation;
import quorate.ledger.state.Fees;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Header;
import quorate.ledger.state.Seats;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.State;
import quorate.ledger.state.StateKey;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.TaskId;

/** The ledger as people and programs read it, by REST and by commands: the same words in both. */
public final class LedgerShown {
  private LedgerShown() {}

  /** A time as it is shown: ISO 8601, UTC. */
  public static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  /** Where a chain stands, with all that a signer of transfers needs. */
  public static Map<String, Object> chain(Genesis genesis, LedgerView view) {
    State state = view.state();
    Seats seats = state.rotation().current();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", genesis.name());
    facts.put("chain", genesis.chain().hex());
    facts.put("height", state.tip().height());
    facts.put("header", state.tip().digest().hex());
    facts.put("time", time(state.tip().timeMillis()));
    facts.putAll(EntryShown.facts(state.totals()));
    facts.put("power", seats.power());
    facts.put("validators", EntryShown.seats(seats));
    view.agreement().ifPresent(now -> facts.put("agreement", agreement(now)));
    facts.put("fees", fees(genesis.policy().fees()));
    return facts;
  }

  private static Map<String, Object> agreement(ConsensusSnapshot now) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("height", now.height());
    facts.put("round", now.round());
    facts.put("step", now.step().name().toLowerCase(Locale.ROOT));
    facts.put("halted", now.halted());
    return facts;
  }

  private static Map<String, Object> fees(Fees fees) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("transfer", fees.transfer());
    facts.put("open", fees.open());
    facts.put("settle", fees.settle());
    facts.put("perTask", fees.perTask());
    facts.put("expire", fees.expire());
    facts.put("stake", fees.stake());
    facts.put("validatorChange", fees.validatorChange());
    facts.put("evidence", fees.evidence());
    return facts;
  }

  /** What a block's header says. */
  public static Map<String, Object> header(Header header) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("height", header.height());
    facts.put("header", header.digest().hex());
    facts.put("time", time(header.timeMillis()));
    facts.put("previous", header.previous().hex());
    facts.put("proposer", header.proposer().hex());
    facts.put("state", header.state().hex());
    facts.put("validators", header.validators().hex());
    return facts;
  }

  /** A block with the transactions of a page of it. */
  public static Map<String, Object> block(Block block, Genesis genesis, long from, long limit) {
    Map<String, Object> facts = header(block.header());
    List<SignedTransaction> page = block.transactions().stream().skip(from).limit(limit).toList();
    facts.put(
        "transactions",
        page.stream().map(each -> OperationShown.facts(each, genesis.chain())).toList());
    return facts;
  }

  /** What an account has; one that never was has nothing. */
  public static Map<String, Object> account(AccountId account, State state) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("address", Address.of(account));
    facts.put("key", account.hex());
    facts.put("height", state.tip().height());
    facts.putAll(EntryShown.facts(state.account(account)));
    facts.put(
        "stake", state.find(StateKey.stake(account.node())).map(Entry.Stake::total).orElse(0L));
    Optional<Entry.Vesting> pay = state.find(StateKey.vesting(account.node()));
    facts.put("vesting", pay.map(Entry.Vesting::total).orElse(0L));
    facts.put("taken", pay.map(Entry.Vesting::taken).orElse(0L));
    return facts;
  }

  /** What is known of an account among others. */
  static Map<String, Object> account(AccountIndex.Row row) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("address", Address.of(row.account()));
    facts.put("key", row.account().hex());
    facts.put("balance", row.balance());
    facts.put("transactions", row.transactions());
    return facts;
  }

  /** Who was paid for a task, how much and why. */
  public static Map<String, Object> payment(AccountId client, Explanation explained) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("task", explained.task().toString());
    facts.put("client", Address.of(client));
    facts.put("escrow", explained.escrow().number());
    facts.put("proof", explained.proof().hex());
    facts.put("height", explained.height());
    facts.put("price", explained.price());
    facts.put("replicas", explained.replicas());
    facts.put("each", explained.each());
    facts.put("payees", explained.payees().stream().map(NodeId::hex).toList());
    facts.put("rest", explained.rest());
    facts.put("taken", EntryShown.taken(explained.taken()));
    facts.put("consistent", explained.consistent());
    return facts;
  }

  /**
   * Reads what {@link #payment(AccountId, Explanation)} has written, and judges it anew.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static Explanation payment(AccountId client, JsonObject facts) {
    try {
      List<NodeId> payees =
          facts.getJsonArray("payees").stream()
              .map(each -> NodeId.ofHex(String.valueOf(each)))
              .toList();
      long price = facts.getLong("price");
      long each = facts.getLong("each");
      int replicas = facts.getInteger("replicas");
      Check.argument(!payees.isEmpty() && replicas >= 1, "payees and replicas");
      long share = price / Math.max(replicas, payees.size());
      return new Explanation(
          TaskId.parse(facts.getString("task")),
          new EscrowId(client, facts.getLong("escrow")),
          Digest.ofHex(facts.getString("proof")),
          facts.getLong("height"),
          price,
          replicas,
          each,
          payees,
          price - each * payees.size(),
          taken(facts.getJsonArray("taken")),
          share == each);
    } catch (ClassCastException | NullPointerException other) {
      throw new IllegalArgumentException("expected what a node says of a payment", other);
    }
  }

  private static List<Taken> taken(JsonArray all) {
    return all.stream()
        .map(JsonObject.class::cast)
        .map(each -> new Taken(NodeId.ofHex(each.getString("node")), each.getLong("amount")))
        .toList();
  }
}
