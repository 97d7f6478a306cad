package quorate.cli.ledger;

import java.util.LinkedHashMap;
import java.util.Map;
import quorate.ledger.state.Entry;
import quorate.task.NodeId;

/** An entry of the state as it is shown. */
final class EntryShown {
  private EntryShown() {}

  static Map<String, Object> facts(Entry entry) {
    Map<String, Object> facts = new LinkedHashMap<>();
    switch (entry) {
      case Entry.Account account -> {
        facts.put("balance", account.balance());
        facts.put("held", account.held());
        facts.put("nonce", account.nonce());
      }
      case Entry.Payment payment -> {
        facts.put("escrow", payment.escrow().number());
        facts.put("proof", payment.proof().hex());
        facts.put("height", payment.height());
        facts.put("each", payment.each());
        facts.put("payees", payment.payees().stream().map(NodeId::hex).toList());
      }
      case Entry.Escrow escrow -> facts.put("remaining", escrow.remaining());
      case Entry.Stake stake -> facts.put("bonded", stake.bonded());
      case Entry.Offence offence -> facts.put("slashed", offence.slashed());
      case Entry.Rotation rotation -> facts.put("validators", rotation.next().seats().size());
      case Entry.Totals totals -> facts.put("supply", totals.supply());
    }
    return facts;
  }
}
