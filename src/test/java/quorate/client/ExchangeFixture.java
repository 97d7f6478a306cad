package quorate.client;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.PaymentOrder;
import quorate.task.Picture;
import quorate.task.TaskId;
import quorate.task.Terms;

/** Drives an {@link Exchange} and tells what it ordered, one word an order. */
final class ExchangeFixture {
  static final URI A = URI.create("ws://a:1");
  static final URI B = URI.create("ws://b:2");
  private static final Terms TERMS = new Terms(3, 2, 0, 100, 10_000);

  final Exchange exchange;
  final List<Reply> replies = new ArrayList<>();
  final List<ClientFailure> failures = new ArrayList<>();
  private long nowNanos = 1_000_000_000L;

  /** How many submits the socket takes before it is full. */
  int room = Integer.MAX_VALUE;

  ExchangeFixture(int inFlightMax, URI... gateways) {
    ClientOptions options =
        ClientOptions.to(gateways).withInFlightMax(inFlightMax).withPatience(2_000, 20_000, 1_000);
    exchange = new Exchange(options, true, 7, nowNanos);
  }

  /** Begun, connected and welcomed with so many credits; downstream wants everything. */
  static ExchangeFixture up(int inFlightMax, int credits, URI... gateways) {
    ExchangeFixture fixture = new ExchangeFixture(inFlightMax, gateways);
    fixture.begin();
    fixture.connected();
    fixture.welcome("s1", 5, 0, 0, false, credits);
    return fixture;
  }

  static TaskId task(int number) {
    return new TaskId(0x7000, Long.MIN_VALUE | number);
  }

  static Submission submission(int number) {
    return submission(number, 3);
  }

  static Submission submission(int number, int bytes) {
    return new Submission(
        task(number),
        "picture" + number,
        "toybox",
        Wishes.of(TERMS),
        Picture.Format.JPEG,
        Bytes.giving(new byte[bytes]),
        OptionalLong.empty());
  }

  String begin() {
    return on(new ExchangeInput.Begun(nowNanos))
        + on(new ExchangeInput.Wanted(Long.MAX_VALUE, nowNanos));
  }

  String connected() {
    return on(new ExchangeInput.Connected(nowNanos));
  }

  String disconnected(int code) {
    return on(new ExchangeInput.Disconnected(code, "gone", nowNanos));
  }

  String welcome(String session, long epoch, long offset, long recv, boolean resumed, int credits) {
    return hear(
        new ServerFrame.Welcome(session, epoch, offset, recv, resumed, 1000, 1 << 20, credits));
  }

  String offer(int... tasks) {
    StringBuilder all = new StringBuilder();
    for (int task : tasks) {
      all.append(offer(submission(task)));
    }
    return all.toString();
  }

  /** A task that somebody pays for. */
  String offerPaid(int task) {
    Bytes owner = Bytes.giving(new byte[PaymentOrder.KEY_BYTES]);
    Bytes signature = Bytes.giving(new byte[PaymentOrder.SIGNATURE_BYTES]);
    return offer(submission(task).paidBy(new PaymentOrder(owner, 3, signature)));
  }

  static Receipt receipt(int task) {
    return new Receipt(task(task), 3, 9, "aa", 10, List.of("n1", "n2"), "");
  }

  String foundReceipt(int task) {
    return on(new ExchangeInput.ReceiptLookedUp(Optional.of(receipt(task)), nowNanos));
  }

  String paid(int task) {
    return hear(new ServerFrame.Paid(receipt(task)));
  }

  String offer(Submission submission) {
    return on(new ExchangeInput.Offered(submission, nowNanos));
  }

  String accepted(int task) {
    return hear(new ServerFrame.Accepted(task(task), false, true));
  }

  String result(long offset, int task) {
    return hear(new ServerFrame.Result(offset, ending(task)));
  }

  static ServerFrame.Ending ending(int task) {
    return new ServerFrame.Ending(
        task(task),
        Reply.Status.AGREED,
        Optional.of(new Answer.Detections(10, 10, List.of())),
        List.of("n1", "n2"),
        List.of(),
        "");
  }

  String refused(int task, boolean retryable) {
    return hear(
        new ServerFrame.Problem(
            Optional.of(task(task)), OptionalLong.empty(), 429, "BUSY", "no room", retryable, 200));
  }

  /** By a gateway that may be in the smaller part of a network that was cut. */
  String passedOver(int task) {
    return unavailable(Optional.of(task(task)), "minority");
  }

  /** The task of it, or the connection, is refused for a while. */
  String unavailable(Optional<TaskId> task, String code) {
    return hear(
        new ServerFrame.Problem(
            task, OptionalLong.empty(), 503, code, "2 of 5 nodes are here", true, 2_000));
  }

  String hear(ServerFrame frame) {
    return on(new ExchangeInput.Heard(frame, nowNanos));
  }

  String found(int task, ExchangeInput.Standing standing) {
    return on(new ExchangeInput.LookedUp(task(task), standing, nowNanos));
  }

  String ended() {
    return on(new ExchangeInput.Ended(nowNanos));
  }

  String abandon() {
    return on(new ExchangeInput.Abandoned(nowNanos));
  }

  String callOff(int task) {
    return on(new ExchangeInput.CallOff(task(task), nowNanos));
  }

  String wanted(long more) {
    return on(new ExchangeInput.Wanted(more, nowNanos));
  }

  String clogged(boolean is) {
    return on(new ExchangeInput.Clogged(is, nowNanos));
  }

  /** Lets time pass in steps of 25 ms. */
  String after(long millis) {
    StringBuilder all = new StringBuilder();
    for (long passed = 0; passed < millis; passed += 25) {
      nowNanos += 25_000_000L;
      all.append(on(new ExchangeInput.Tick(nowNanos)));
    }
    return all.toString();
  }

  /** Does what the shell does: after every submit it tells whether the socket takes more. */
  private String on(ExchangeInput input) {
    StringBuilder words = new StringBuilder();
    boolean submitted = false;
    for (ExchangeOrder order : exchange.on(input)) {
      words.append(word(order)).append("; ");
      submitted |= order instanceof ExchangeOrder.Say(ClientFrame.Submit any);
    }
    return submitted ? words + on(new ExchangeInput.Clogged(--room < 0, nowNanos)) : words + "";
  }

  private String word(ExchangeOrder order) {
    return switch (order) {
      case ExchangeOrder.Connect(URI gateway) -> "connect " + gateway.getHost();
      case ExchangeOrder.Say(ClientFrame frame) -> word(frame);
      case ExchangeOrder.HangUp(int code, String why) -> "hang up " + code;
      case ExchangeOrder.LookUp(URI gateway, TaskId task) ->
          "look up " + number(task) + " at " + gateway.getHost();
      case ExchangeOrder.LookUpReceipt(URI gateway, TaskId task) ->
          "look up the receipt of " + number(task);
      case ExchangeOrder.HandReceipt(Receipt receipt) -> "receipt of " + number(receipt.task());
      case ExchangeOrder.Draw(long tasks) -> "draw " + tasks;
      case ExchangeOrder.Deliver(Reply reply) -> {
        replies.add(reply);
        yield "deliver " + number(reply.submission().id()) + " " + reply.status();
      }
      case ExchangeOrder.Finish finish -> "finish";
      case ExchangeOrder.Fail(ClientFailure why) -> {
        failures.add(why);
        yield "fail " + why.kind();
      }
    };
  }

  private static String word(ClientFrame frame) {
    return switch (frame) {
      case ClientFrame.Hello(Optional<ClientFrame.Resume> resume) ->
          "hello"
              + resume.map(r -> " " + r.session() + "/" + r.epoch() + "@" + r.recv()).orElse("");
      case ClientFrame.Submit(long seq, Submission submission) ->
          "submit " + number(submission.id()) + " as " + seq;
      case ClientFrame.Cancel(TaskId task) -> "cancel " + number(task);
      case ClientFrame.Ack(long offset) -> "ack " + offset;
      case ClientFrame.Ping(long nanos) -> "ping";
    };
  }

  private static long number(TaskId task) {
    return task.low() & Long.MAX_VALUE;
  }
}
