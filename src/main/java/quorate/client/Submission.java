package quorate.client;

import java.util.Optional;
import java.util.OptionalLong;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.PaymentOrder;
import quorate.task.Picture;
import quorate.task.TaskId;

/**
 * One task to be submitted.
 *
 * @param name what the caller calls it, a file's name for example; stays here
 * @param model by its name or by its id in hexadecimal digits
 * @param dueNanos when it was due by {@code System.nanoTime()}, so that its times count from the
 *     plan and not from when there was room for it; empty counts from when it is first sent
 * @param payment who pays: see {@link Payer}; empty when nobody does
 */
public record Submission(
    TaskId id,
    String name,
    String model,
    Wishes wishes,
    Picture.Format format,
    Bytes picture,
    OptionalLong dueNanos,
    Optional<PaymentOrder> payment) {
  public Submission {
    Check.argument(!model.isEmpty(), "a submission names a model");
    Check.argument(picture.size() > 0, "a picture has at least one byte");
  }

  /** One that nobody pays for. */
  public Submission(
      TaskId id,
      String name,
      String model,
      Wishes wishes,
      Picture.Format format,
      Bytes picture,
      OptionalLong dueNanos) {
    this(id, name, model, wishes, format, picture, dueNanos, Optional.empty());
  }

  /** Timed from when it is sent. */
  public static Submission of(
      TaskId id, String name, String model, Wishes wishes, EncodedPicture picture) {
    return new Submission(
        id, name, model, wishes, picture.format(), picture.bytes(), OptionalLong.empty());
  }

  /** The same, due at a time. */
  public Submission dueAt(long nanos) {
    return new Submission(
        id, name, model, wishes, format, picture, OptionalLong.of(nanos), payment);
  }

  /** The same, paid for. */
  public Submission paidBy(PaymentOrder order) {
    return new Submission(id, name, model, wishes, format, picture, dueNanos, Optional.of(order));
  }

  /** The media type of its picture. */
  public String mime() {
    return switch (format) {
      case JPEG -> "image/jpeg";
      case PNG -> "image/png";
    };
  }
}
