package quorate.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import quorate.ledger.bft.Certificate;
import quorate.ledger.bft.ConsensusSnapshot;
import quorate.ledger.bft.Electorate;
import quorate.ledger.bft.Seal;
import quorate.ledger.bft.Validator;
import quorate.ledger.bft.Validators;
import quorate.ledger.bft.Value;
import quorate.ledger.bft.Vote;
import quorate.ledger.bft.VoteType;
import quorate.ledger.chain.Body;
import quorate.ledger.chain.Origin;
import quorate.ledger.chain.Previous;
import quorate.ledger.live.BlockDecided;
import quorate.ledger.live.LedgerView;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Attestation;
import quorate.ledger.state.Batch;
import quorate.ledger.state.Block;
import quorate.ledger.state.Built;
import quorate.ledger.state.EscrowId;
import quorate.ledger.state.Execution;
import quorate.ledger.state.Fees;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Genesis.Grant;
import quorate.ledger.state.Header;
import quorate.ledger.state.Opening;
import quorate.ledger.state.Operation;
import quorate.ledger.state.Operation.EscrowOpen;
import quorate.ledger.state.Operation.EscrowSettle;
import quorate.ledger.state.Operation.Transfer;
import quorate.ledger.state.Operation.ValidatorChange;
import quorate.ledger.state.PaymentTerms;
import quorate.ledger.state.Policy;
import quorate.ledger.state.Receipt;
import quorate.ledger.state.Rules;
import quorate.ledger.state.Seat;
import quorate.ledger.state.Seats;
import quorate.ledger.state.Settlement;
import quorate.ledger.state.SignatureCheck;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.State;
import quorate.ledger.state.Transaction;
import quorate.ledger.state.VestingTerms;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.wire.Codec;
import quorate.wire.Keys;

/**
 * A small chain with real keys, executed and agreed on in full: a transfer, an escrow that pays a
 * task, and a validator that joins, so that headers of two sets of validators follow each other.
 */
final class AgreedChain {
  static final int CLIENT = 0;
  static final int FRIEND = 1;
  static final int JOINER = 6;
  static final int STRANGER = 9;
  static final TaskId TASK = new TaskId(0x0192_0000_0000_7000L, 0x8000_0000_0000_0001L);

  private static final int SETTLER = 2;
  private static final int AUTHORITY = 0;
  private static final int[] SEATED = {2, 3, 4, 5};
  private static final long TIME = 1_700_000_000_000L;
  private static final Fees FEES = new Fees(1, 2, 3, 1, 4, 5, 6, 7);

  final Genesis genesis = genesis();
  final List<Agreed> blocks = new ArrayList<>();
  private final Execution execution =
      new Execution(
          Rules.of(genesis, SignatureCheck.ED25519, (chain, who, height, proof) -> false));
  private State state = Execution.open(genesis).after();

  /** A block with what is known of it, and the state after it. */
  record Agreed(Block block, List<Receipt> receipts, Validators validators, State after) {
    Header header() {
      return block.header();
    }

    Bytes headerBytes() {
      return Codec.encode(Header.class, header());
    }

    Digest body() {
      return Digest.of(Body.value(block).body());
    }
  }

  AgreedChain() {
    EscrowId escrow = new EscrowId(id(CLIENT), 7);
    PaymentTerms terms = new PaymentTerms(100, 3, List.of(id(SETTLER)), 1);
    add(
        sign(CLIENT, 0, new Transfer(id(FRIEND), 250)),
        sign(CLIENT, 1, new EscrowOpen(7, 1000, 20, terms)),
        sign(AUTHORITY, 2, new ValidatorChange(keys(JOINER).id(), 30)));
    List<NodeId> payees = IntStream.of(3, 4).mapToObj(i -> keys(i).id()).sorted().toList();
    Batch batch =
        new Batch(
            escrow, List.of(new Settlement(TASK, Digest.of(new byte[] {1}), payees, List.of())));
    Bytes word = keys(SETTLER).sign(batch.signedBytes(genesis.chain()));
    add(sign(SETTLER, 0, new EscrowSettle(batch, List.of(new Attestation(id(SETTLER), word)))));
    add();
    add();
    add();
  }

  static Keys keys(int who) {
    byte[] secret = new byte[Keys.SECRET_BYTES];
    secret[0] = 99;
    secret[1] = (byte) who;
    return Keys.of(secret);
  }

  static AccountId id(int who) {
    return AccountId.of(keys(who).id());
  }

  Agreed at(int height) {
    return blocks.get(height - 1);
  }

  /** The last block, which other validators than the first ones have voted on. */
  Agreed last() {
    return blocks.getLast();
  }

  /** The last header that names other validators for the next block. */
  Agreed handover() {
    return blocks.stream()
        .filter(each -> !each.header().validators().equals(each.header().nextValidators()))
        .findFirst()
        .orElseThrow();
  }

  /** What a node has that has come as far as a block. */
  LedgerView view(Agreed tip) {
    return new View(this, tip);
  }

  private record View(AgreedChain chain, Agreed tip) implements LedgerView {
    @Override
    public State state() {
      return tip.after();
    }

    @Override
    public Optional<BlockDecided> block(long height) {
      boolean here = height >= 1 && height <= tip.header().height();
      return here ? Optional.of(chain.decided(chain.at((int) height))) : Optional.empty();
    }

    @Override
    public OptionalLong heightOf(Digest transaction) {
      return chain.blocks.stream()
          .filter(
              each -> each.receipts().stream().anyMatch(r -> r.transaction().equals(transaction)))
          .mapToLong(each -> each.header().height())
          .findFirst();
    }

    @Override
    public Optional<ConsensusSnapshot> agreement() {
      return Optional.empty();
    }
  }

  private BlockDecided decided(Agreed block) {
    Certificate votes = votes(block, VoteType.PRECOMMIT, 4);
    return new BlockDecided(block.block(), Optional.of(new Previous(votes, block.validators())));
  }

  /** The votes of so many of the block's validators. */
  Certificate votes(Agreed block, VoteType type, int signers) {
    return votes(block, block.validators(), type, signers);
  }

  /** The votes of so many of any validators. */
  Certificate votes(Agreed block, Validators validators, VoteType type, int signers) {
    Electorate electorate = new Electorate(Origin.chain(genesis.chain()), validators);
    Digest value = Value.id(Digest.of(block.headerBytes()), block.body());
    List<Seal> seals = new ArrayList<>();
    for (Validator each : validators.members().subList(0, signers)) {
      Vote vote = new Vote(type, block.header().height(), 1, Optional.of(value), -1, each.id());
      seals.add(new Seal(each.id(), signer(each.id()).sign(electorate.signBytes(vote))));
    }
    return new Certificate(type, block.header().height(), 1, value, -1, seals);
  }

  /** Four who were never seated. */
  static Validators strangers() {
    return validators(IntStream.range(20, 24).mapToObj(i -> keys(i).id()).sorted().toList());
  }

  private void add(SignedTransaction... transactions) {
    Seats seats = state.rotation().current();
    Header tip = state.tip();
    Bytes commit = tip.height() == 0 ? Bytes.EMPTY : Bytes.giving(new byte[] {1});
    NodeId proposer = seats.seats().getFirst().validator();
    Opening opening = new Opening(tip.timeMillis() + 1000, proposer, commit);
    Built built = execution.build(state, opening, List.of(transactions));
    assertThat(built.refused()).isEmpty();
    state = built.executed().after();
    blocks.add(
        new Agreed(built.block(), built.executed().receipts(), Origin.validators(seats), state));
  }

  private SignedTransaction sign(int who, long nonce, Operation operation) {
    Transaction transaction = new Transaction(id(who), nonce, FEES.of(operation), operation);
    return SignedTransaction.of(transaction, genesis.chain(), keys(who));
  }

  private static Keys signer(NodeId node) {
    return IntStream.range(0, 30)
        .mapToObj(AgreedChain::keys)
        .filter(each -> each.id().equals(node))
        .findFirst()
        .orElseThrow();
  }

  private static Validators validators(List<NodeId> nodes) {
    return new Validators(nodes.stream().map(node -> new Validator(node, 100)).toList());
  }

  private static Genesis genesis() {
    List<AccountId> people = IntStream.range(0, 6).mapToObj(AgreedChain::id).sorted().toList();
    List<AccountId> seated = IntStream.of(SEATED).mapToObj(AgreedChain::id).sorted().toList();
    Policy policy =
        new Policy(
            FEES,
            2,
            20,
            10,
            30,
            100,
            1000,
            100,
            Optional.of(id(AUTHORITY)),
            100,
            Block.BYTES_MIN,
            VestingTerms.NONE);
    return new Genesis(
        "bücher", // a name that is longer in bytes than in letters
        TIME,
        people.stream().map(each -> new Grant(each, 1_000_000)).toList(),
        seated.stream().map(each -> new Grant(each, 10_000)).toList(),
        new Seats(seated.stream().map(each -> new Seat(each.node(), 100)).toList()),
        policy);
  }
}
