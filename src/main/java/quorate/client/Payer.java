package quorate.client;

import quorate.ledger.state.AccountId;
import quorate.ledger.state.EscrowId;
import quorate.task.Box;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.ModelId;
import quorate.task.Picture;
import quorate.task.PictureHeader;
import quorate.task.Terms;
import quorate.wire.Keys;
import quorate.wire.Payment;
import quorate.wire.Question;

/**
 * Pays for tasks from one escrow: signs for each what it asks, so that nobody can charge for
 * anything else. Used by any thread.
 */
public final class Payer {
  private final Keys keys;
  private final Digest chain;
  private final long escrow;

  /**
   * Of an owner's escrow.
   *
   * @param chain the digest of the chain's genesis
   */
  public Payer(Keys keys, Digest chain, long escrow) {
    this.keys = keys;
    this.chain = chain;
    this.escrow = escrow;
  }

  /** The escrow that pays. */
  public EscrowId escrow() {
    return new EscrowId(AccountId.of(keys.id()), escrow);
  }

  /**
   * The same submission, paid for. All that a gateway would choose must be chosen: the model by its
   * id, and all wishes, for that is what is signed.
   *
   * @param kind the model's
   * @throws IllegalArgumentException when something is left to the gateway, or the picture's size
   *     cannot be read
   */
  public Submission pay(Submission submission, Kind kind) {
    ModelId model = new ModelId(Digest.ofHex(submission.model()));
    Question question = new Question(model, kind, picture(submission), terms(submission.wishes()));
    return submission.paidBy(
        Payment.order(keys, chain, escrow, submission.id(), question.digest()));
  }

  private static Terms terms(Wishes wishes) {
    return new Terms(
        wishes.replicas().orElseThrow(() -> unsaid("replicas")),
        wishes.quorum().orElseThrow(() -> unsaid("quorum")),
        Box.millionths(wishes.minScore().orElseThrow(() -> unsaid("minScore"))),
        wishes.topK().orElseThrow(() -> unsaid("topK")),
        wishes.patienceMillis());
  }

  private static IllegalArgumentException unsaid(String wish) {
    return new IllegalArgumentException("who pays says all that is asked: " + wish + " is missing");
  }

  private static Picture picture(Submission submission) {
    PictureHeader.Finding finding = PictureHeader.read(submission.picture());
    Check.argument(finding instanceof PictureHeader.Found, "a picture whose size can be read");
    PictureHeader.Found found = (PictureHeader.Found) finding;
    return new Picture(
        Digest.of(submission.picture()),
        submission.picture().size(),
        found.format(),
        found.width(),
        found.height());
  }
}
