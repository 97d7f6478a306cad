package quorate.gateway.json;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import quorate.gateway.ClientFrame;
import quorate.gateway.GatewayLimits;
import quorate.gateway.Problem;
import quorate.gateway.Refusal;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.task.PaymentOrder;
import quorate.task.Picture;
import quorate.task.SessionId;
import quorate.task.TaskId;
import quorate.task.Terms;

/** Reads what clients say. Never throws: what is no frame is a refusal that says why. */
public final class FrameReader {
  private static final int NAME_CHARS_MAX = 128;
  private static final String PAYMENT = "payment.";
  private static final long COUNT_MAX = 1L << 53; // what every JSON reader keeps exact

  private final GatewayLimits limits;

  public FrameReader(GatewayLimits limits) {
    this.limits = limits;
  }

  /** What a client's bytes turned out to be. */
  public sealed interface Reading {}

  public record Good(ClientFrame frame) implements Reading {}

  /** {@code seq} and {@code task} are given when at least they could be read. */
  public record Bad(OptionalLong seq, Optional<TaskId> task, Refusal why) implements Reading {}

  /** A text message. */
  public Reading text(String text) {
    if (text.length() > limits.sizes().textBytesMax()) {
      return bad(
          Problem.FRAME_TOO_LARGE.because(
              "a text message: expected at most " + limits.sizes().textBytesMax() + " bytes"));
    }
    return parse(text, Optional.empty());
  }

  /** A binary message: the header's length, the header, the picture. */
  public Reading binary(Buffer message) {
    int size = message.length();
    if (size < 4) {
      return bad(Problem.BAD_FRAME.because("a binary message begins with a length of 4 bytes"));
    }
    int headerBytes = message.getInt(0);
    if (headerBytes < 0 || headerBytes > limits.sizes().headerBytesMax()) {
      String got = Integer.toUnsignedString(headerBytes);
      return bad(
          Problem.HEADER_TOO_LARGE.because(
              "a header: expected at most "
                  + limits.sizes().headerBytesMax()
                  + " bytes, got "
                  + got));
    }
    if (headerBytes > size - 4) {
      return bad(
          Problem.BAD_FRAME.because(
              "a header of " + headerBytes + " bytes: the message ends before"));
    }
    byte[] picture = message.getBytes(4 + headerBytes, size);
    return parse(message.getString(4, 4 + headerBytes), Optional.of(Bytes.giving(picture)));
  }

  /** The JSON body of {@code POST /v1/tasks}: a submit without its number. */
  public Reading body(String text, TaskId otherwise) {
    try {
      JsonObject json = new JsonObject(text);
      if (json.getValue("taskId") == null) {
        json.put("taskId", otherwise.toString());
      }
      return frame(() -> submit(new Fields(json, ""), 0, Optional.empty()), json);
    } catch (DecodeException | ClassCastException e) {
      return bad(Problem.BAD_FRAME.because("expected a JSON object: " + reason(e)));
    }
  }

  /** The query of {@code POST /v1/tasks} whose body is the picture. */
  public Reading query(Iterable<Map.Entry<String, String>> query, Bytes picture, TaskId otherwise) {
    JsonObject json = new JsonObject().put("taskId", otherwise.toString());
    JsonObject params = new JsonObject();
    JsonObject payment = new JsonObject();
    for (Map.Entry<String, String> each : query) {
      String key = each.getKey();
      if (key.startsWith(PAYMENT)) {
        String part = key.substring(PAYMENT.length());
        payment.put(part, part.equals("escrow") ? number(each.getValue()) : each.getValue());
      } else {
        boolean outer = List.of("taskId", "model", "deadlineMs").contains(key);
        (outer ? json : params).put(key, number(each.getValue()));
      }
    }
    if (json.getValue("model") instanceof Number model) {
      json.put("model", model.toString());
    }
    json.put("params", params);
    if (!payment.isEmpty()) {
      json.put("payment", payment);
    }
    return frame(() -> submit(new Fields(json, ""), 0, Optional.of(picture)), json);
  }

  private static Object number(String text) {
    try {
      return text.contains(".") ? (Object) Double.valueOf(text) : (Object) Long.valueOf(text);
    } catch (NumberFormatException e) {
      return text;
    }
  }

  private Reading parse(String text, Optional<Bytes> picture) {
    try {
      JsonObject json = new JsonObject(text);
      return frame(() -> frame(json, picture), json);
    } catch (DecodeException | ClassCastException e) {
      return bad(Problem.BAD_FRAME.because("expected a JSON object: " + reason(e)));
    }
  }

  private static Reading frame(java.util.function.Supplier<ClientFrame> read, JsonObject json) {
    try {
      return new Good(read.get());
    } catch (Fields.Wrong wrong) {
      boolean submit = "submit".equals(json.getValue("type"));
      return new Bad(submit ? seq(json) : OptionalLong.empty(), task(json), wrong.why);
    }
  }

  private ClientFrame frame(JsonObject json, Optional<Bytes> picture) {
    Fields fields = new Fields(json, "");
    String type = type(fields);
    if (picture.isPresent() && !type.equals("submit")) {
      throw new Fields.Wrong(
          Problem.BAD_FRAME.because("type: a binary message is a submit, got \"" + type + "\""));
    }
    return switch (type) {
      case "hello" -> hello(fields);
      case "submit" -> submit(fields, seqOf(fields), picture);
      case "cancel" -> new ClientFrame.Cancel(taskId(fields));
      case "ack" -> new ClientFrame.Ack(fields.integer("offset", 0, COUNT_MAX));
      case "grant" -> new ClientFrame.Grant(fields.integer("results", 1, 1_000_000));
      case "ping" -> new ClientFrame.Ping(fields.integer("t", 0, COUNT_MAX));
      default ->
          throw new Fields.Wrong(
              Problem.BAD_FRAME.because(
                  "type: expected hello, submit, cancel, ack, grant or ping, got \""
                      + Fields.clipped(type)
                      + "\""));
    };
  }

  private static String type(Fields fields) {
    try {
      return fields.text("type", 20);
    } catch (Fields.Wrong wrong) {
      throw new Fields.Wrong(Problem.BAD_FRAME.because(wrong.why.detail()));
    }
  }

  private static ClientFrame hello(Fields fields) {
    String client =
        fields
            .optionalObject("client")
            .flatMap(each -> each.optionalText("name", NAME_CHARS_MAX))
            .orElse("unnamed");
    return new ClientFrame.Hello(client, fields.optionalObject("resume").map(FrameReader::resume));
  }

  private static ClientFrame.Resume resume(Fields fields) {
    return new ClientFrame.Resume(
        fields.parsed("session", "the session of a welcome", SessionId::parse),
        fields.integer("epoch", 0, COUNT_MAX),
        fields.integer("recv", 0, COUNT_MAX));
  }

  private static long seqOf(Fields fields) {
    try {
      return fields.integer("seq", 1, COUNT_MAX);
    } catch (Fields.Wrong wrong) { // without its number nothing that follows can be in order
      throw new Fields.Wrong(Problem.BAD_FRAME.because(wrong.why.detail()));
    }
  }

  private static ClientFrame submit(Fields fields, long seq, Optional<Bytes> binary) {
    Optional<Fields> image = fields.optionalObject("image");
    Bytes picture = binary.orElseGet(() -> inline(fields, image));
    String onDisconnect = fields.optionalText("onDisconnect", 20).orElse("continue");
    if (!onDisconnect.equals("continue") && !onDisconnect.equals("cancel")) {
      throw fields.wrong("onDisconnect", "continue or cancel");
    }
    return new ClientFrame.Submit(
        seq,
        taskId(fields),
        fields.text("model", NAME_CHARS_MAX),
        asked(fields),
        image.map(FrameReader::announced).orElse(ClientFrame.Announced.NOTHING),
        picture,
        onDisconnect.equals("cancel"),
        fields.optionalObject("payment").map(FrameReader::payment));
  }

  private static ClientFrame.Payment payment(Fields fields) {
    fields.only(List.of("owner", "escrow", "signature"));
    return new ClientFrame.Payment(
        fields.text("owner", NAME_CHARS_MAX),
        fields.integer("escrow", 0, COUNT_MAX),
        fields.parsed("signature", "128 hexadecimal digits", FrameReader::signature));
  }

  private static Bytes signature(String hex) {
    Check.argument(hex.length() == 2 * PaymentOrder.SIGNATURE_BYTES, "128 hexadecimal digits");
    return Bytes.ofHex(hex);
  }

  private static Bytes inline(Fields fields, Optional<Fields> image) {
    if (image.isEmpty()) {
      throw fields.wrong("image", "an object with base64");
    }
    return image
        .get()
        .parsed("base64", "base64", text -> Bytes.giving(Base64.getDecoder().decode(text)));
  }

  private static ClientFrame.Asked asked(Fields fields) {
    Optional<Fields> params = fields.optionalObject("params");
    Optional<Long> deadline = fields.optionalInteger("deadlineMs", 1, Terms.PATIENCE_MILLIS_MAX);
    if (params.isEmpty()) {
      return new ClientFrame.Asked(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          deadline,
          Optional.empty());
    }
    Fields in = params.get();
    in.only(List.of("replicas", "quorum", "confidence", "minScore", "topK"));
    return new ClientFrame.Asked(
        in.optionalInteger("replicas", 1, Terms.REPLICAS_MAX).map(Long::intValue),
        in.optionalInteger("quorum", 1, Terms.REPLICAS_MAX).map(Long::intValue),
        in.optionalFraction("minScore"),
        in.optionalInteger("topK", 1, quorate.task.Answer.DETECTIONS_MAX).map(Long::intValue),
        deadline,
        in.optionalFraction("confidence"));
  }

  private static ClientFrame.Announced announced(Fields image) {
    Optional<Long> bytes = image.optionalInteger("bytes", 0, Integer.MAX_VALUE);
    return new ClientFrame.Announced(
        image.optionalParsed("sha256", "64 hexadecimal digits", Digest::ofHex),
        bytes.isPresent() ? OptionalLong.of(bytes.get()) : OptionalLong.empty(),
        image.optionalParsed("mime", "image/jpeg or image/png", FrameReader::format));
  }

  /**
   * The format that a media type names.
   *
   * @throws IllegalArgumentException when it is neither of the two
   */
  public static Picture.Format format(String mime) {
    return switch (mime.toLowerCase(Locale.ROOT)) {
      case "image/jpeg" -> Picture.Format.JPEG;
      case "image/png" -> Picture.Format.PNG;
      default -> throw new IllegalArgumentException("image/jpeg or image/png");
    };
  }

  private static TaskId taskId(Fields fields) {
    return fields.parsed("taskId", "a UUID", TaskId::parse);
  }

  private static OptionalLong seq(JsonObject json) {
    return json.getValue("seq") instanceof Number seq
        ? OptionalLong.of(seq.longValue())
        : OptionalLong.empty();
  }

  private static Optional<TaskId> task(JsonObject json) {
    try {
      return json.getValue("taskId") instanceof String text
          ? Optional.of(TaskId.parse(text))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Bad bad(Refusal why) {
    return new Bad(OptionalLong.empty(), Optional.empty(), why);
  }

  private static String reason(RuntimeException e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return Fields.clipped(message.replace("Failed to decode:", "").strip());
  }
}
