package quorate.client;

import java.util.List;
import quorate.task.TaskId;

/**
 * That a task was paid, for good, as a gateway tells it.
 *
 * @param height of the block with the payment
 * @param header the digest of its header, in hexadecimal digits
 * @param each what each of the payees got, in whole credits
 * @param payees by id in hexadecimal digits
 * @param proof where the gateway has the proof of it, which needs no one's word
 */
public record Receipt(
    TaskId task,
    long escrow,
    long height,
    String header,
    long each,
    List<String> payees,
    String proof) {
  public Receipt {
    payees = List.copyOf(payees);
  }
}
