package quorate.node.ledger;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Address;
import quorate.ledger.state.Header;
import quorate.ledger.state.Operation;
import quorate.ledger.state.Settlement;
import quorate.ledger.state.SignedTransaction;
import quorate.task.Digest;
import quorate.task.NodeId;

/** A transaction as it is shown. */
public final class OperationShown {
  private OperationShown() {}

  /** With its id, sender, nonce and fee, and what it does. */
  public static Map<String, Object> facts(SignedTransaction signed, Digest chain) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("id", signed.id(chain).hex());
    facts.put("sender", Address.of(signed.transaction().sender()));
    facts.put("nonce", signed.transaction().nonce());
    facts.put("fee", signed.transaction().fee());
    operation(signed.transaction().operation(), facts);
    return facts;
  }

  /** The same with the height and the time of its block. */
  public static Map<String, Object> facts(SignedTransaction signed, Digest chain, Header header) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("height", header.height());
    facts.put("time", LedgerShown.time(header.timeMillis()));
    facts.putAll(facts(signed, chain));
    return facts;
  }

  private static void operation(Operation operation, Map<String, Object> facts) {
    switch (operation) {
      case Operation.Transfer(AccountId to, long amount) -> {
        facts.put("operation", "transfer");
        facts.put("to", Address.of(to));
        facts.put("amount", amount);
      }
      case Operation.EscrowOpen open -> {
        facts.put("operation", "escrow-open");
        facts.put("number", open.number());
        facts.put("amount", open.amount());
        facts.put("deadlineHeight", open.deadlineHeight());
        facts.put("pricePerTask", open.terms().pricePerTask());
        facts.put("replicas", open.terms().replicas());
      }
      case Operation.EscrowSettle settle -> {
        facts.put("operation", "escrow-settle");
        facts.put("owner", Address.of(settle.batch().escrow().owner()));
        facts.put("number", settle.batch().escrow().number());
        facts.put("tasks", tasks(settle.batch().settlements()));
      }
      case Operation.EscrowExpire expire -> {
        facts.put("operation", "escrow-expire");
        facts.put("owner", Address.of(expire.escrow().owner()));
        facts.put("number", expire.escrow().number());
      }
      case Operation.NodeRegister register -> {
        facts.put("operation", "node-register");
        facts.put("amount", register.stake());
      }
      case Operation.Unstake unstake -> {
        facts.put("operation", "unstake");
        facts.put("amount", unstake.amount());
      }
      case Operation.Withdraw withdraw -> facts.put("operation", "withdraw");
      case Operation.ValidatorChange change -> {
        facts.put("operation", "validator-change");
        facts.put("node", change.validator().hex());
        facts.put("power", change.power());
      }
      case Operation.Evidence evidence -> {
        facts.put("operation", "evidence");
        facts.put("node", evidence.offender().hex());
        facts.put("height", evidence.height());
      }
    }
  }

  private static List<Map<String, Object>> tasks(List<Settlement> settlements) {
    return settlements.stream().map(OperationShown::task).toList();
  }

  private static Map<String, Object> task(Settlement settlement) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("task", settlement.task().toString());
    facts.put("proof", settlement.proof().hex());
    facts.put("payees", settlement.payees().stream().map(NodeId::hex).toList());
    facts.put("contradicted", settlement.contradicted().stream().map(NodeId::hex).toList());
    return facts;
  }

  /** Whether an account sends it or is named in it as one that gets or pays. */
  public static boolean touches(SignedTransaction signed, AccountId account) {
    return parties(signed).contains(account);
  }

  /** The accounts that send it or are named in it as such that get or pay; each once. */
  static Set<AccountId> parties(SignedTransaction signed) {
    Set<AccountId> parties = new TreeSet<>();
    parties.add(signed.transaction().sender());
    switch (signed.transaction().operation()) {
      case Operation.Transfer(AccountId to, long amount) -> parties.add(to);
      case Operation.EscrowSettle settle -> {
        parties.add(settle.batch().escrow().owner());
        settle.batch().settlements().stream()
            .flatMap(each -> Stream.concat(each.payees().stream(), each.contradicted().stream()))
            .forEach(node -> parties.add(AccountId.of(node)));
      }
      case Operation.EscrowExpire expire -> parties.add(expire.escrow().owner());
      case Operation.Evidence evidence -> parties.add(AccountId.of(evidence.offender()));
      case Operation.ValidatorChange change -> parties.add(AccountId.of(change.validator()));
      case Operation.EscrowOpen open -> {}
      case Operation.NodeRegister register -> {}
      case Operation.Unstake unstake -> {}
      case Operation.Withdraw withdraw -> {}
    }
    return parties;
  }
}
