package quorate.cli.bench.ledger;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Genesis.Grant;
import quorate.ledger.state.Operation.Transfer;
import quorate.ledger.state.Seat;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.Transaction;
import quorate.node.ledger.GenesisFile;
import quorate.node.ledger.GenesisText;
import quorate.task.Digest;
import quorate.wire.Keys;

/** Who there is in a benchmark: validators, and people who send each other credits. */
final class Town {
  private static final long RICH = 1_000_000_000;

  private final Genesis genesis;
  private final Digest chain;
  private final List<Keys> validators;
  private final List<Keys> people;
  private final List<AccountId> accounts;

  /**
   * A town.
   *
   * @param timeMillis when the chain begins: the same for those who are to be of one chain
   */
  Town(int validators, int people, long timeMillis) {
    this.validators = IntStream.range(0, validators).mapToObj(i -> keys(1, i)).toList();
    this.people = IntStream.range(0, people).mapToObj(i -> keys(2, i)).toList();
    this.accounts = this.people.stream().map(each -> AccountId.of(each.id())).toList();
    List<Grant> balances =
        Stream.concat(
                this.validators.stream().map(each -> AccountId.of(each.id())), accounts.stream())
            .map(account -> new Grant(account, RICH))
            .toList();
    List<Seat> seats = this.validators.stream().map(each -> new Seat(each.id(), 1)).toList();
    this.genesis =
        GenesisFile.of("bench", timeMillis, balances, List.of(), seats, GenesisText.USUAL);
    this.chain = genesis.chain();
  }

  /** They are nobody's: a benchmark's credits are worth nothing. */
  private static Keys keys(int kind, int index) {
    byte[] secret = new byte[Keys.SECRET_BYTES];
    secret[0] = (byte) kind;
    secret[1] = (byte) (index >> 8);
    secret[2] = (byte) index;
    return Keys.of(secret);
  }

  Genesis genesis() {
    return genesis;
  }

  Digest chain() {
    return chain;
  }

  Keys validator(int index) {
    return validators.get(index);
  }

  /** A node without a seat. */
  Keys follower() {
    return keys(3, 0);
  }

  int people() {
    return people.size();
  }

  /** Signs a transfer of one credit. */
  SignedTransaction transfer(int from, long nonce, int to) {
    Transfer transfer = new Transfer(accounts.get(to), 1);
    long fee = genesis.policy().fees().of(transfer);
    Transaction transaction = new Transaction(accounts.get(from), nonce, fee, transfer);
    return SignedTransaction.of(transaction, chain, people.get(from));
  }
}
