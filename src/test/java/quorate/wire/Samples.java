package quorate.wire;

import java.util.List;
import java.util.Optional;
import quorate.task.Answer;
import quorate.task.Box;
import quorate.task.Bytes;
import quorate.task.Detection;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.ModelId;
import quorate.task.PaymentOrder;
import quorate.task.Picture;
import quorate.task.Place;
import quorate.task.Reason;
import quorate.task.SessionId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Terms;
import quorate.task.Verdict;

/** One fixed value of everything that has bytes: what the golden vectors are made of. */
public final class Samples {
  public static final Keys ALICE = keys(1);
  public static final Keys BOB = keys(2);
  public static final TaskId TASK = TaskId.parse("0198b2c4-5d6e-7f80-9123-456789abcdef");
  public static final SessionId SESSION = SessionId.parse("5f0c954a-0ac8-4d0e-9c12-d0a1b2c3d4e5");
  public static final ModelId MODEL = new ModelId(Digest.of(new byte[] {1, 2, 3}));
  public static final Picture PICTURE =
      new Picture(Digest.of(new byte[] {9}), 34_567, Picture.Format.JPEG, 640, 480);
  public static final Terms TERMS = new Terms(3, 2, 300_000, 100, 30_000);
  public static final Answer ANSWER =
      new Answer.Detections(
          640,
          480,
          List.of(
              new Detection("dog", 18, 912_345, new Box(100_000, 200_000, 300_000, 400_000)),
              new Detection("naïve 🐕", 3, 400_000, new Box(0, 0, 1_000_000, 1_000_000))));
  public static final Bytes SALT = Bytes.giving(new byte[32]);
  public static final Verdict VERDICT =
      new Verdict(
          TASK,
          1,
          Verdict.Outcome.AGREED,
          Optional.of(ANSWER),
          List.of(ALICE.id()),
          List.of(BOB.id()),
          "");
  public static final Task WHOLE_TASK =
      new Task(
          TASK, SESSION, ALICE.id(), MODEL, Kind.DETECTION, PICTURE, TERMS, 1_700_000_000_123L);

  public static final Message.AnswerRevealed SHOWN =
      new Message.AnswerRevealed(TASK, 1, Question.of(WHOLE_TASK).digest(), SALT, ANSWER);

  public static final Digest CHAIN = Digest.of(new byte[] {8});
  public static final PaymentOrder ORDER =
      Payment.order(BOB, CHAIN, 3, TASK, Question.of(WHOLE_TASK).digest());

  private static final long DEADLINE = 1_700_000_030_123L;

  private Samples() {}

  /** One of every message that there is. */
  public static List<Message> messages() {
    return List.of(
        new Message.InferTask(TASK, 1, MODEL, Kind.DETECTION, PICTURE, TERMS, DEADLINE, true),
        new Message.RevealAnswer(TASK, 1),
        new Message.DropTask(TASK, 2),
        new Message.SendModelPart(MODEL, 1, 262_144),
        new Message.AnswerCommitted(TASK, 1, Commitment.of(ALICE.id(), SHOWN)),
        SHOWN,
        new Message.TaskDeclined(TASK, 1, Reason.PICTURE_CORRUPT, "no end of image"),
        new Message.VerdictGiven(VERDICT, SESSION, 1_700_000_000_000L, 7),
        new Message.ModelPart(MODEL, 1, 0, 3, Bytes.copyOf(new byte[] {1, 2, 3})),
        seen(),
        new Message.TasksSeen(List.of(taskSeen())),
        new Message.SessionResumed(SESSION, 1_700_000_000_000L, 2),
        new Message.SayBack(5),
        new Message.SaidBack(5),
        new Message.LedgerPart(Digest.of(new byte[] {9}), 3, 0, Bytes.copyOf(new byte[] {1, 2, 3})),
        new Message.AnswersJudged(List.of(judged())),
        new Message.AuditSeedCommitted(3, Digest.of(new byte[] {9})),
        new Message.AuditSeedRevealed(2, SALT),
        new Message.AttestBatch(Bytes.copyOf(new byte[] {1, 2, 3})),
        new Message.BatchAttested(Digest.of(new byte[] {9}), Bytes.giving(new byte[64])),
        new Message.BatchDeclined(Digest.of(new byte[] {9}), List.of(new TaskId(7, 1))),
        new Message.VolunteerSeen(ALICE.id(), 7, seen()),
        new Message.VolunteersKept(List.of(kept())),
        new Message.VolunteersLost(List.of(new Message.LostVolunteer(BOB.id(), 7))));
  }

  private static Message.KeptVolunteer kept() {
    Signed said = Voice.of(BOB, "vectors").sign(new Message.VolunteerSeen(ALICE.id(), 7, seen()));
    return new Message.KeptVolunteer(said, Digest.of(new byte[] {4}));
  }

  public static Proof proof() {
    Voice alice = Voice.of(ALICE, "vectors");
    Digest commitment = Commitment.of(ALICE.id(), SHOWN);
    return alice.seal(
        new Proof(
            WHOLE_TASK,
            VERDICT,
            List.of(alice.sign(new Message.AnswerCommitted(TASK, 1, commitment))),
            List.of(alice.sign(SHOWN))));
  }

  private static Message.NodeSeen seen() {
    return new Message.NodeSeen(
        "ada",
        "Lovelace & Co",
        Optional.of(new Place(52, -1)),
        "http://127.0.0.1:7070",
        Message.Standing.READY,
        List.of(new Message.ModelOffer(MODEL, "toybox", "1", Kind.DETECTION)),
        4,
        1,
        2,
        1_700_000_000_000L);
  }

  private static Judged judged() {
    Judged.Draw draw = new Judged.Draw(ALICE.id(), true, 50_000, 3, true);
    return new Judged(
        TASK, MODEL, false, List.of(ALICE.id()), List.of(BOB.id()), Optional.of(draw));
  }

  private static TaskSeen taskSeen() {
    return new TaskSeen(
        TASK,
        ALICE.id(),
        MODEL,
        TaskSeen.Phase.DECIDED,
        1_700_000_000_123L,
        4,
        87,
        List.of(new TaskSeen.Ballot(BOB.id(), TaskSeen.Stage.AGREED, 80)),
        Optional.of(Verdict.Outcome.AGREED));
  }

  private static Keys keys(int seed) {
    byte[] secret = new byte[Keys.SECRET_BYTES];
    secret[0] = (byte) seed;
    return Keys.of(secret);
  }
}
