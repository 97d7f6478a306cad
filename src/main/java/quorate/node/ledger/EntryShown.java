package quorate.node.ledger;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import quorate.ledger.state.Address;
import quorate.ledger.state.Entry;
import quorate.ledger.state.Entry.Payment.Taken;
import quorate.ledger.state.Entry.Stake.Unbonding;
import quorate.ledger.state.Entry.Vesting.Part;
import quorate.ledger.state.PaymentTerms;
import quorate.ledger.state.Seats;
import quorate.task.NodeId;

/** An entry of the state as it is shown: amounts are whole credits. */
public final class EntryShown {
  private EntryShown() {}

  /** By name, in the order in which people read them. */
  public static Map<String, Object> facts(Entry entry) {
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
        facts.put("taken", taken(payment.taken()));
      }
      case Entry.Escrow escrow -> escrow(escrow, facts);
      case Entry.Stake stake -> {
        facts.put("bonded", stake.bonded());
        facts.put("unbonding", stake.unbonding().stream().map(EntryShown::unbonding).toList());
      }
      case Entry.Vesting vesting -> {
        facts.put("vesting", vesting.total());
        facts.put("taken", vesting.taken());
        facts.put("tasks", vesting.tasks());
        facts.put("parts", vesting.parts().stream().map(EntryShown::part).toList());
      }
      case Entry.Offence offence -> facts.put("slashed", offence.slashed());
      case Entry.Rotation rotation -> facts.put("validators", rotation.next().seats().size());
      case Entry.Totals totals -> {
        facts.put("supply", totals.supply());
        facts.put("burned", totals.burned());
        facts.put("escrowed", totals.held());
        facts.put("staked", totals.staked());
        facts.put("vesting", totals.vesting());
        facts.put("paid", totals.paid());
        facts.put("transactions", totals.transactions());
      }
    }
    return facts;
  }

  private static void escrow(Entry.Escrow escrow, Map<String, Object> facts) {
    PaymentTerms terms = escrow.terms();
    facts.put("open", escrow.open());
    facts.put("amount", escrow.amount());
    facts.put("paid", escrow.paid());
    facts.put("remaining", escrow.remaining());
    facts.put("tasks", escrow.tasks());
    facts.put("deadlineHeight", escrow.deadlineHeight());
    facts.put("pricePerTask", terms.pricePerTask());
    facts.put("replicas", terms.replicas());
    facts.put("settlers", terms.settlers().stream().map(Address::of).toList());
    facts.put("threshold", terms.threshold());
  }

  private static Map<String, Object> part(Part part) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("amount", part.amount());
    facts.put("freeAt", LedgerShown.time(part.freeAtMillis()));
    facts.put("freeAtTask", part.freeAtTask());
    return facts;
  }

  /** From whom what vested was taken back. */
  static List<Map<String, Object>> taken(List<Taken> taken) {
    return taken.stream()
        .map(from -> {
          Map<String, Object> facts = new LinkedHashMap<>();
          facts.put("node", from.node().hex());
          facts.put("amount", from.amount());
          return facts;
        })
        .toList();
  }

  private static Map<String, Object> unbonding(Unbonding part) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("amount", part.amount());
    facts.put("height", part.height());
    return facts;
  }

  /** Who votes, and with what power. */
  static List<Map<String, Object>> seats(Seats seats) {
    return seats.seats().stream()
        .map(seat -> {
          Map<String, Object> facts = new LinkedHashMap<>();
          facts.put("node", seat.validator().hex());
          facts.put("power", seat.power());
          return facts;
        })
        .toList();
  }
}
