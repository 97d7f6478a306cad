package quorate.gateway;

import java.util.List;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.TaskId;

/**
 * That a task was paid, for good.
 *
 * @param payer the key of the escrow's owner
 * @param height of the block
 * @param header the digest of its header
 * @param each what each of the payees got, in credits
 */
public record TaskReceipt(
    TaskId task,
    Bytes payer,
    long escrow,
    long height,
    Digest header,
    long each,
    List<NodeId> payees) {
  public TaskReceipt {
    payees = List.copyOf(payees);
  }
}
