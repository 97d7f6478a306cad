package quorate.ledger.state;

import java.nio.charset.StandardCharsets;
import java.util.List;
import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.wire.Codec;

/**
 * Verdicts that one escrow is to pay.
 *
 * @param settlements in the order of their tasks, each task once, 1 to 256
 */
public record Batch(EscrowId escrow, @AtMost(SETTLEMENTS_MAX) List<Settlement> settlements) {
  public static final int SETTLEMENTS_MAX = 256;

  private static final Bytes DOMAIN =
      Bytes.copyOf("quorate/settlement\u0001".getBytes(StandardCharsets.UTF_8));

  public Batch {
    int size = settlements.size();
    Check.argument(size >= 1 && size <= SETTLEMENTS_MAX, "1 to 256 settlements");
    Check.argument(
        Settlement.ascending(settlements.stream().map(Settlement::task).toList()),
        "settlements in order, each task once");
    settlements = List.copyOf(settlements);
  }

  /** What a settler signs. */
  public Bytes signedBytes(Digest chain) {
    return Digest.of(DOMAIN, chain.value(), Codec.encode(Batch.class, this)).value();
  }
}
