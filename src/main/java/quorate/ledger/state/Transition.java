package quorate.ledger.state;

import java.util.Optional;
import java.util.OptionalLong;
import quorate.ledger.state.Entry.Account;
import quorate.ledger.state.Operation.EscrowExpire;
import quorate.ledger.state.Operation.EscrowOpen;
import quorate.ledger.state.Operation.EscrowSettle;
import quorate.ledger.state.Operation.Evidence;
import quorate.ledger.state.Operation.NodeRegister;
import quorate.ledger.state.Operation.Transfer;
import quorate.ledger.state.Operation.Unstake;
import quorate.ledger.state.Operation.ValidatorChange;
import quorate.ledger.state.Operation.Withdraw;
import quorate.task.Digest;

/** Tries transactions on a draft, one after another, at one height and its header's time. */
final class Transition {
  private final Draft draft;
  private final Rules rules;
  private final Earnings earnings;
  private final Escrows escrows;
  private final Stakes stakes;
  private final Rotations rotations;

  Transition(Draft draft, Rules rules, long height, long timeMillis) {
    this.draft = draft;
    this.rules = rules;
    this.earnings = new Earnings(draft, rules.policy().vesting(), timeMillis);
    this.escrows = new Escrows(draft, rules, height, earnings);
    this.stakes = new Stakes(draft, rules, height);
    this.rotations = new Rotations(draft, rules, height);
  }

  /** Executes a transaction whole, or leaves the draft as it was. */
  Tried attempt(SignedTransaction signed) {
    Tried tried = tried(signed);
    switch (tried) {
      case Tried.Executed e -> draft.keep();
      case Tried.Refused r -> draft.drop();
    }
    return tried;
  }

  /** Ends the block: an epoch's changes come nearer. */
  void end() {
    rotations.shift();
    draft.keep();
  }

  private Tried tried(SignedTransaction signed) {
    Transaction transaction = signed.transaction();
    Digest id = signed.id(rules.chain());
    Optional<Refusal> refused = admission(signed, id);
    if (refused.isPresent()) {
      return new Tried.Refused(refused.get());
    }
    AccountId sender = transaction.sender();
    Account account = draft.account(sender).minus(transaction.fee());
    draft.put(
        StateKey.account(sender),
        new Account(account.balance(), account.held(), account.nonce() + 1));
    draft.totals(totals -> totals.burning(transaction.fee()).counting());
    return switch (step(sender, transaction.operation())) {
      case Step.Refused(Refusal why) -> new Tried.Refused(why);
      case Step.Done(long moved, int paid, int passed, long taken) ->
          new Tried.Executed(new Receipt(id, transaction.fee(), moved, paid, passed, taken));
    };
  }

  /** What is asked of every transaction; the dearest question comes last. */
  private Optional<Refusal> admission(SignedTransaction signed, Digest id) {
    Transaction transaction = signed.transaction();
    Optional<Account> found = draft.find(StateKey.account(transaction.sender()));
    if (found.isEmpty()) {
      return Optional.of(Refusal.SENDER_UNKNOWN);
    }
    Account account = found.get();
    if (transaction.nonce() != account.nonce()) {
      boolean used = transaction.nonce() < account.nonce();
      return Optional.of(used ? Refusal.NONCE_USED : Refusal.NONCE_AHEAD);
    }
    if (transaction.fee() != rules.policy().fees().of(transaction.operation())) {
      return Optional.of(Refusal.WRONG_FEE);
    }
    if (account.balance() < transaction.fee()) {
      return Optional.of(Refusal.BALANCE_TOO_LOW);
    }
    boolean holds = rules.signatures().holds(transaction.sender(), id.value(), signed.signature());
    return holds ? Optional.empty() : Optional.of(Refusal.BAD_SIGNATURE);
  }

  private Step step(AccountId sender, Operation operation) {
    return switch (operation) {
      case Transfer transfer -> transfer(sender, transfer);
      case EscrowOpen open -> escrows.open(sender, open);
      case EscrowSettle settle -> escrows.settle(settle);
      case EscrowExpire expire -> escrows.expire(expire);
      case NodeRegister register -> stakes.register(sender, register);
      case Unstake unstake -> stakes.unstake(sender, unstake);
      case Withdraw withdraw -> withdraw(sender);
      case ValidatorChange change -> rotations.change(sender, change);
      case Evidence evidence -> stakes.punish(evidence, rotations);
    };
  }

  private Step transfer(AccountId sender, Transfer transfer) {
    if (transfer.to().equals(sender)) {
      return new Step.Refused(Refusal.TO_ITSELF);
    }
    if (draft.account(sender).balance() < transfer.amount()) {
      return new Step.Refused(Refusal.BALANCE_TOO_LOW);
    }
    draft.account(sender, account -> account.minus(transfer.amount()));
    draft.account(transfer.to(), account -> account.plus(transfer.amount()));
    return new Step.Done(transfer.amount());
  }

  private Step withdraw(AccountId sender) {
    OptionalLong unbonded = stakes.withdraw(sender);
    OptionalLong vested = earnings.release(sender.node());
    return unbonded.isEmpty() && vested.isEmpty()
        ? new Step.Refused(Refusal.NOTHING_FREE)
        : new Step.Done(Credits.add(unbonded.orElse(0), vested.orElse(0)));
  }

  /** What came of a transaction. */
  sealed interface Tried {
    record Executed(Receipt receipt) implements Tried {}

    record Refused(Refusal why) implements Tried {}
  }
}
