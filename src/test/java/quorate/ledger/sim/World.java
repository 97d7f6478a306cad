package quorate.ledger.sim;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import quorate.ledger.bft.ConsensusPolicy;
import quorate.ledger.chain.ReplicaPolicy;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Block;
import quorate.ledger.state.Fees;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Genesis.Grant;
import quorate.ledger.state.Mempool;
import quorate.ledger.state.Operation;
import quorate.ledger.state.Policy;
import quorate.ledger.state.Seat;
import quorate.ledger.state.Seats;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.Transaction;
import quorate.ledger.state.VestingTerms;
import quorate.simulation.SimTime;
import quorate.task.NodeId;

/** What all in a simulated network know: the genesis, its people, and how long one waits. */
final class World {
  static final int CLIENTS = 6;
  static final int SETTLER = CLIENTS; // an account as well
  static final int PROBE = CLIENTS + 1; // sends one transfer once all is well
  static final int DOOMED = CLIENTS + 2; // and this one what no block can execute
  static final long RICH = 10_000;
  static final VestingTerms VESTING = new VestingTerms(2, 1);
  static final Fees FEES = new Fees(1, 2, 3, 1, 4, 5, 6, 7);

  static final ReplicaPolicy POLICY =
      new ReplicaPolicy(
          new ConsensusPolicy(
              new ConsensusPolicy.Linear(400, 200),
              new ConsensusPolicy.Linear(200, 100),
              new ConsensusPolicy.Linear(200, 100),
              3000,
              1),
          Mempool.Limits.USUAL,
          100,
          400,
          500,
          500,
          400,
          new ReplicaPolicy.Snapshots(4, 8));

  final Genesis genesis;
  final int size;

  /**
   * A world.
   *
   * @param size who vote at first; one more has a stake, and may follow them
   */
  World(int size, long epochBlocks) {
    this.size = size;
    List<AccountId> validators =
        IntStream.rangeClosed(0, size).mapToObj(i -> AccountId.of(validator(i))).toList();
    List<AccountId> people = IntStream.rangeClosed(0, DOOMED).mapToObj(World::client).toList();
    List<Grant> balances =
        java.util.stream.Stream.concat(validators.stream(), people.stream())
            .map(id -> new Grant(id, RICH))
            .toList();
    Policy policy =
        new Policy(
            FEES,
            epochBlocks,
            2000,
            1000,
            30,
            100,
            10,
            1,
            Optional.empty(),
            100,
            Block.BYTES_MIN,
            VESTING);
    this.genesis =
        new Genesis(
            "sim",
            SimTime.START_MILLIS - 10_000,
            balances,
            validators.stream().map(id -> new Grant(id, 1000)).toList(),
            new Seats(
                validators.subList(0, size).stream().map(id -> new Seat(id.node(), 1)).toList()),
            policy);
  }

  static NodeId validator(int index) {
    return Fake.node(1, index);
  }

  static AccountId validatorAccount(int index) {
    return AccountId.of(validator(index));
  }

  static AccountId client(int index) {
    return AccountId.of(Fake.node(2, index));
  }

  SignedTransaction sign(AccountId sender, long nonce, Operation operation) {
    Transaction transaction = new Transaction(sender, nonce, FEES.of(operation), operation);
    return sign(transaction);
  }

  SignedTransaction sign(Transaction transaction) {
    return new SignedTransaction(
        transaction,
        Fake.sign(transaction.sender().node(), transaction.id(genesis.chain()).value()));
  }
}
