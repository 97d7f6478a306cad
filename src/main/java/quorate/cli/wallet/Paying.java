package quorate.cli.wallet;

import quorate.client.Payer;
import quorate.client.Submission;
import quorate.client.Wishes;
import quorate.task.Kind;

/** Pays for tasks from an escrow. */
public final class Paying {
  private final Payer payer;
  private final String model;
  private final Kind kind;
  private final Wishes wishes;

  Paying(Payer payer, String model, Kind kind, Wishes wishes) {
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
}
