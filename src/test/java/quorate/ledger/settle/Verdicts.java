package quorate.ledger.settle;

import java.util.List;
import java.util.Optional;
import quorate.consensus.ProofCheck;
import quorate.consensus.Trials;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.EscrowId;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.Picture;
import quorate.task.SessionId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Terms;
import quorate.wire.Keys;
import quorate.wire.Payment;
import quorate.wire.Proof;
import quorate.wire.Question;
import quorate.wire.Voice;

/** Paid tasks with their proofs, as a jury of three gives them; for tests. */
final class Verdicts {
  static final Terms TERMS = new Terms(3, 2, 300_000, 100, 30_000);

  private Verdicts() {}

  static Task task(int number) {
    return new Task(
        new TaskId(7, number),
        new SessionId(3, 4),
        Trials.node(0),
        new ModelId(Digest.of(new byte[] {1})),
        Kind.EXACT,
        new Picture(Digest.of(new byte[] {2, (byte) number}), 100, Picture.Format.PNG, 640, 480),
        TERMS,
        1_700_000_000_000L);
  }

  static Task paidBy(Keys owner, long escrow, Digest chain, Task task) {
    return task.paidBy(Payment.order(owner, chain, escrow, task.id(), Question.of(task).digest()));
  }

  /** Nodes 1 and 2 agree, node 3 says something else. */
  static Proof proof(Task task) {
    Trials trial = Trials.of(task).assign(1, 2, 3);
    trial.commit(1, "A").commit(2, "A").commit(3, "B");
    return trial.reveal(1, "A").reveal(2, "A").reveal(3, "B").proof();
  }

  /** Nodes 1, 2 and 4 agree, node 3 says something else. */
  static Proof contradiction(Task task) {
    Trials trial = Trials.of(task).assign(1, 2, 3, 4);
    trial.commit(1, "A").commit(2, "A").commit(3, "B").commit(4, "A");
    return trial.reveal(3, "B").reveal(1, "A").reveal(2, "A").reveal(4, "A").proof();
  }

  static Optional<List<NodeId>> judge(Proof proof) {
    return ProofCheck.contradicted(proof, Optional.of(Voice.network(Trials.NETWORK)));
  }

  static Claim claim(Keys owner, long escrow, Digest chain, int number) {
    Proof proof = proof(paidBy(owner, escrow, chain, task(number)));
    return Claim.of(proof, chain, Verdicts::judge).orElseThrow();
  }

  static EscrowId escrow(Keys owner, long number) {
    return new EscrowId(AccountId.of(owner.id()), number);
  }
}
