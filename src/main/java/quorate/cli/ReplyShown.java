package quorate.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import quorate.cli.demo.Words;
import quorate.client.Receipt;
import quorate.client.Reply;
import quorate.task.Answer;
import quorate.task.Box;
import quorate.task.Detection;

/** A reply as JSON and as a line for people. */
final class ReplyShown {
  private ReplyShown() {}

  /** As {@code quorate submit} prints it; boxes in pixels. */
  static JsonObject json(Reply reply) {
    JsonObject shown =
        new JsonObject()
            .put("file", reply.submission().name())
            .put("status", status(reply))
            .put("taskId", reply.submission().id().toString());
    reply
        .answer()
        .ifPresent(answer -> {
          switch (answer) {
            case Answer.Detections detections -> detections(shown, detections);
            case Answer.Classes classes -> shown.put("classes", classes(classes));
            case Answer.Exact exact -> shown.put("exact", exact.value().hex());
          }
        });
    shown.put("nodes", new JsonArray(reply.nodes()));
    shown.put("dissent", new JsonArray(reply.dissent()));
    reply.times().ackMillis().ifPresent(millis -> shown.put("ackMillis", rounded(millis)));
    shown.put("verdictMillis", rounded(reply.times().verdictMillis()));
    if (!reply.agreed()) {
      shown.put("error", new JsonObject().put("code", reply.code()).put("detail", reply.detail()));
    }
    return shown;
  }

  /** One line: the file, how it ended, what was found, how long it took. */
  static String line(Reply reply) {
    String ack =
        reply.times().ackMillis().map(ms -> String.format(Locale.ROOT, "%.0f", ms)).orElse("-");
    return String.format(
        Locale.ROOT,
        "%-28s %-9s %s  (accepted after %s ms, answered after %.0f ms, %d agree%s)",
        reply.submission().name(),
        status(reply),
        reply.answer().map(Words::of).orElse(reply.detail()),
        ack,
        reply.times().verdictMillis(),
        reply.nodes().size(),
        reply.dissent().isEmpty() ? "" : ", " + reply.dissent().size() + " do not");
  }

  /** What another gateway says, behind {@link #line}. */
  static String checked(JsonObject shown, JsonObject said) {
    String gateway = said.getString("gateway");
    Boolean agrees = said.getBoolean("agrees");
    if (agrees == null) {
      return "  (" + gateway + " was asked: " + said.getString("status") + ", not compared)";
    }
    return agrees
        ? "  (" + gateway + " agrees)"
        : "  CONTRADICTED by %s: task %s, there %s"
            .formatted(gateway, shown.getString("taskId"), said.getString("taskId"));
  }

  /** What became of all spot checks. */
  static String checks(JsonObject summary) {
    return "spot check: %d drawn and asked of %s: %d agree, %d contradict, %d not compared"
        .formatted(
            summary.getInteger("drawn"),
            summary.getString("gateway"),
            summary.getLong("agree"),
            summary.getLong("contradict"),
            summary.getLong("uncompared"));
  }

  /** A payment that is final. */
  static JsonObject receipt(Receipt receipt) {
    return new JsonObject()
        .put("height", receipt.height())
        .put("header", receipt.header())
        .put("escrow", receipt.escrow())
        .put("each", receipt.each())
        .put("payees", new JsonArray(receipt.payees()))
        .put("proof", receipt.proof());
  }

  static String status(Reply reply) {
    return reply.status().name().toLowerCase(Locale.ROOT);
  }

  private static void detections(JsonObject shown, Answer.Detections detections) {
    JsonArray all = new JsonArray();
    for (Detection each : detections.found()) {
      Box box = each.box();
      double x = pixels(box.left(), detections.width());
      double y = pixels(box.top(), detections.height());
      all.add(
          new JsonObject()
              .put("label", each.label())
              .put("classId", each.classId())
              .put("score", each.score())
              .put(
                  "box",
                  new JsonObject()
                      .put("x", x)
                      .put("y", y)
                      .put("w", rounded(pixels(box.right(), detections.width()) - x))
                      .put("h", rounded(pixels(box.bottom(), detections.height()) - y))));
    }
    shown
        .put("image", new JsonObject().put("w", detections.width()).put("h", detections.height()))
        .put("detections", all);
  }

  private static JsonArray classes(Answer.Classes classes) {
    JsonArray all = new JsonArray();
    classes
        .ranked()
        .forEach(each ->
            all.add(
                new JsonObject()
                    .put("label", each.label())
                    .put("score", (double) each.millionths() / Box.ONE)));
    return all;
  }

  private static double pixels(int millionths, int side) {
    return rounded((double) millionths / Box.ONE * side);
  }

  static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
