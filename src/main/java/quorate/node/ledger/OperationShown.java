package quorate.node.ledger;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Address;
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
    return facts;
  }

  /** Whether an account sends it or is named in it as one that gets or pays. */
  public static boolean touches(SignedTransaction signed, AccountId account) {
    if (signed.transaction().sender().equals(account)) {
      return true;
    }
    return switch (signed.transaction().operation()) {
      case Operation.Transfer(AccountId to, long amount) -> to.equals(account);
      case Operation.EscrowSettle settle ->
          settle.batch().escrow().owner().equals(account)
              || settle.batch().settlements().stream()
                  .anyMatch(each -> each.payees().contains(account.node()));
      case Operation.EscrowExpire expire -> expire.escrow().owner().equals(account);
      case Operation.Evidence evidence -> evidence.offender().equals(account.node());
      case Operation.ValidatorChange change -> change.validator().equals(account.node());
      case Operation.EscrowOpen open -> false;
      case Operation.NodeRegister register -> false;
      case Operation.Unstake unstake -> false;
      case Operation.Withdraw withdraw -> false;
    };
  }
}
