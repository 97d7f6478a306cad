package quorate.wire;

import java.nio.charset.StandardCharsets;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.PaymentOrder;
import quorate.task.Task;
import quorate.task.TaskId;

/**
 * What the owner of an escrow signs when it pays for a task: SHA-256 over {@code quorate/payment}
 * 01, the chain's digest, and the canonical bytes of the escrow's number, the task's id and the
 * digest of its {@link Question}. It holds in one chain, for one task, and for what was asked.
 */
public final class Payment {
  private static final Bytes DOMAIN =
      Bytes.copyOf("quorate/payment\u0001".getBytes(StandardCharsets.UTF_8));

  private Payment() {}

  /** What is paid for, as the codec writes it. */
  record Matter(long escrow, TaskId task, Digest question) {}

  /** An order under the owner's signature. */
  public static PaymentOrder order(
      Keys owner, Digest chain, long escrow, TaskId task, Digest question) {
    Bytes signed = signedBytes(chain, escrow, task, question);
    return new PaymentOrder(owner.id().key(), escrow, owner.sign(signed));
  }

  /** Whether the order's owner has signed for this task and what it asks, in this chain. */
  public static boolean holds(PaymentOrder order, Digest chain, Task task) {
    Bytes signed = signedBytes(chain, order.escrow(), task.id(), Question.of(task).digest());
    return Keys.verify(new NodeId(order.owner()), signed, order.signature());
  }

  static Bytes signedBytes(Digest chain, long escrow, TaskId task, Digest question) {
    Matter matter = new Matter(escrow, task, question);
    return Digest.of(DOMAIN, chain.value(), Codec.encode(Matter.class, matter)).value();
  }
}
