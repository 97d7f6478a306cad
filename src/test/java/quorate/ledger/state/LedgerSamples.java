package quorate.ledger.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import quorate.ledger.proof.InclusionProof;
import quorate.ledger.proof.MapProof;
import quorate.ledger.proof.TreeNode;
import quorate.ledger.state.Entry.Account;
import quorate.ledger.state.Entry.Escrow;
import quorate.ledger.state.Entry.Offence;
import quorate.ledger.state.Entry.Payment;
import quorate.ledger.state.Entry.Rotation;
import quorate.ledger.state.Entry.Stake;
import quorate.ledger.state.Entry.Totals;
import quorate.ledger.state.Entry.Vesting;
import quorate.ledger.state.Operation.EscrowExpire;
import quorate.ledger.state.Operation.EscrowOpen;
import quorate.ledger.state.Operation.EscrowSettle;
import quorate.ledger.state.Operation.Evidence;
import quorate.ledger.state.Operation.NodeRegister;
import quorate.ledger.state.Operation.Transfer;
import quorate.ledger.state.Operation.Unstake;
import quorate.ledger.state.Operation.ValidatorChange;
import quorate.ledger.state.Operation.Withdraw;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.wire.VectorsContract.Sample;

/** One fixed value of everything of the ledger that has bytes. */
final class LedgerSamples {
  private static final EscrowId ESCROW = new EscrowId(Chain.id(4), 7);
  private static final Digest DIGEST = Digest.of(new byte[] {1, 2, 3});
  private static final Bytes PROOF = Bytes.ofHex("0102030405");

  private LedgerSamples() {}

  static List<Operation> operations() {
    Batch batch =
        EscrowTest.batch(
            ESCROW,
            EscrowTest.settlement(1, 0, 1),
            EscrowTest.against(EscrowTest.settlement(2, 3), 2));
    return List.of(
        new Transfer(Chain.id(5), 123_456),
        new EscrowOpen(7, 1_000_000, 99, EscrowTest.terms(1)),
        new EscrowSettle(batch, EscrowTest.attested(DIGEST, batch, 5, 6)),
        new EscrowExpire(ESCROW),
        new NodeRegister(5000),
        new Unstake(1000),
        new Withdraw(),
        new ValidatorChange(Chain.node(2), 150),
        new Evidence(Chain.node(3), 42, PROOF));
  }

  static List<Entry> entries() {
    Seats seats = new Seats(List.of(new Seat(Chain.node(0), 10)));
    return List.of(
        new Account(1000, 20, 3),
        new Escrow(1000, 66, 1, 99, EscrowTest.terms(1), true),
        new Payment(
            ESCROW,
            DIGEST,
            12,
            33,
            EscrowTest.settlement(1, 0, 1).payees(),
            List.of(new Payment.Taken(Chain.node(2), 44))),
        new Stake(9000, List.of(new Stake.Unbonding(500, 77))),
        new Offence(1000, 13),
        new Rotation(seats, seats, List.of(new Seat(Chain.node(1), 0))),
        new Totals(1_000_000, 12, 934, 9500, 55, 66, 4),
        new Vesting(3, 44, List.of(new Vesting.Part(55, 1_700_000_086_400_000L, 203))));
  }

  static List<Sample<?>> all() {
    List<Sample<?>> all = new ArrayList<>();
    for (Operation operation : operations()) {
      all.add(new Sample<>(operation.getClass().getSimpleName(), Operation.class, operation));
    }
    for (Entry entry : entries()) {
      all.add(new Sample<>(entry.getClass().getSimpleName(), Entry.class, entry));
    }
    Transaction transaction = new Transaction(Chain.id(4), 3, 1, operations().getFirst());
    SignedTransaction signed = SignedTransaction.of(transaction, DIGEST, Chain.keys(4));
    Header header = header();
    all.add(new Sample<>("Transaction", Transaction.class, transaction));
    all.add(new Sample<>("SignedTransaction", SignedTransaction.class, signed));
    all.add(new Sample<>("Receipt", Receipt.class, new Receipt(DIGEST, 4, 66, 2, 1, 44)));
    all.add(new Sample<>("Genesis", Genesis.class, Chain.genesis(Chain.POLICY)));
    all.add(new Sample<>("Header", Header.class, header));
    all.add(new Sample<>("Block", Block.class, new Block(header, List.of(signed), PROOF)));
    all.addAll(proofs());
    return all;
  }

  /** Digests that others must come to from the same values. */
  static Map<String, Bytes> digests() {
    Transaction transaction = new Transaction(Chain.id(4), 3, 1, operations().getFirst());
    Batch batch = ((EscrowSettle) operations().get(2)).batch();
    Map<String, Bytes> digests = new LinkedHashMap<>();
    digests.put("Transaction.id", transaction.id(DIGEST).value());
    digests.put("Batch.signedBytes", batch.signedBytes(DIGEST));
    digests.put("Genesis.chain", Chain.genesis(Chain.POLICY).chain().value());
    digests.put("Header.digest", header().digest().value());
    digests.put("Seats.digest", Chain.genesis(Chain.POLICY).validators().digest().value());
    digests.put("Genesis.state", Chain.usual().state().tip().state().value());
    return digests;
  }

  private static List<Sample<?>> proofs() {
    List<Digest> path =
        IntStream.range(0, 3).mapToObj(i -> Digest.of(new byte[] {(byte) i})).toList();
    return List.of(
        new Sample<>("InclusionProof", InclusionProof.class, new InclusionProof(5, 8, path)),
        new Sample<>(
            "MapProof",
            MapProof.class,
            new MapProof(path, Optional.of(new MapProof.Found(DIGEST, DIGEST)))),
        new Sample<>("MapProof.empty", MapProof.class, new MapProof(path, Optional.empty())),
        new Sample<>("Inner", TreeNode.class, new TreeNode.Inner(DIGEST, TreeNode.EMPTY)),
        new Sample<>("Leaf", TreeNode.class, new TreeNode.Leaf(PROOF, DIGEST)));
  }

  private static Header header() {
    return new Header(
        DIGEST,
        9,
        1_700_000_009_000L,
        Digest.of(new byte[] {1}),
        Digest.of(new byte[] {2}),
        Digest.of(new byte[] {3}),
        Digest.of(new byte[] {4}),
        Digest.of(new byte[] {5}),
        Digest.of(new byte[] {6}),
        Digest.of(new byte[] {7}),
        Digest.of(new byte[] {8}),
        Chain.node(0));
  }
}
