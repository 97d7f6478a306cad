package quorate.cli.wallet;

import io.vertx.core.json.JsonObject;
import quorate.cli.ledger.LedgerServer.Line;
import quorate.client.Payer;
import quorate.client.Submission;
import quorate.client.Wishes;
import quorate.ledger.state.Address;
import quorate.task.Kind;

/** Pays for tasks from an escrow, and tells who got what. */
public final class Paying {
  private final Line line;
  private final Payer payer;
  private final String model;
  private final Kind kind;
  private final Wishes wishes;

  Paying(Line line, Payer payer, String model, Kind kind, Wishes wishes) {
    this.line = line;
    this.payer = payer;
    this.model = model;
    this.kind = kind;
    this.wishes = wishes;
  }

  /** The model's id, which is signed for. */
  public String model() {
    return model;
  }

  /** All that is asked, which is signed for. */
  public Wishes wishes() {
    return wishes;
  }

  /** The same, paid for; a picture whose size cannot be read is left for the gateway to refuse. */
  public Submission pay(Submission submission) {
    try {
      return payer.pay(submission, kind);
    } catch (IllegalArgumentException unreadable) {
      return submission;
    }
  }

  /** Who was paid for a task and how much; waits for it, 20 seconds at most. */
  public JsonObject receipt(String task) {
    String owner = Address.of(payer.escrow().owner());
    return PayWith.receipt(line, "/v1/ledger/tasks/" + owner + "/" + task);
  }
}
