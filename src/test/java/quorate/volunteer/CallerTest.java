package quorate.volunteer;

import static org.assertj.core.api.Assertions.assertThat;
import static quorate.volunteer.Doors.ANN;
import static quorate.volunteer.Doors.GATEWAY;
import static quorate.volunteer.Doors.HERE;
import static quorate.volunteer.Doors.LEADER;
import static quorate.volunteer.Doors.START;
import static quorate.volunteer.Doors.task;
import static quorate.volunteer.Doors.voice;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import quorate.task.Bytes;
import quorate.task.Kind;
import quorate.task.Reason;
import quorate.volunteer.CallerOrder.Dial;
import quorate.volunteer.CallerOrder.GiveUp;
import quorate.volunteer.CallerOrder.HangUp;
import quorate.volunteer.CallerOrder.Hear;
import quorate.volunteer.CallerOrder.Joined;
import quorate.volunteer.CallerOrder.NoPicture;
import quorate.volunteer.CallerOrder.Parted;
import quorate.volunteer.CallerOrder.Picture;
import quorate.volunteer.CallerOrder.Send;
import quorate.volunteer.Frame.Beat;
import quorate.volunteer.Frame.Presented;
import quorate.volunteer.Frame.Proved;
import quorate.wire.Codec;
import quorate.wire.Message.InferTask;
import quorate.wire.Message.ModelOffer;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Message.RevealAnswer;
import quorate.wire.Message.SendModelPart;
import quorate.wire.Message.Standing;
import quorate.wire.Message.VolunteerSeen;
import quorate.wire.Received;
import quorate.wire.Signed;

/** A volunteer's end of the line, with a gateway that says what it likes. */
class CallerTest {
  private static final Bytes PICTURE = Bytes.giving(new byte[100_000]);
  private static final InferTask ASK = Doors.infer(1, PICTURE);

  private static final Frame.Ended REPLACED = new Frame.Ended(Why.REPLACED, "", 9);

  private Caller caller = caller(2);
  private long now = START;

  private static Caller caller(int gateways) {
    Caller.Self self = new Caller.Self(ANN, voice(ANN), Doors.NETWORK);
    return new Caller(self, gateways, 200_000, new SplittableRandom(7));
  }

  @Test
  void provesItsKeyAndPresentsItself() {
    caller.on(new CallerInput.Present(Doors.seen("op"), now));
    assertThat(pass(100)).containsExactly(new Dial(0));
    caller.on(new CallerInput.Connected(HERE, now));
    Frame.Challenge challenge = challenge(1);
    Proved proved = sent(say(challenge), Proved.class).getFirst();
    assertThat(Proof.holds(proved, challenge, HERE)).isTrue();
    List<CallerOrder> welcomed = say(new Frame.Welcome(20_000));
    assertThat(of(welcomed, Joined.class).getFirst().gateway()).isEqualTo(GATEWAY.id());
    assertThat(sent(welcomed, Presented.class)).hasSize(1);
    assertThat(caller.up()).isTrue();
  }

  @Test
  void showsNowAndThenThatItIsThereAndGoesWhenTheGatewayIsSilent() {
    join(1);
    List<CallerOrder> orders = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      orders.addAll(pass(1_000));
      say(new Frame.Beaten());
    }
    assertThat(sent(orders, Beat.class).size()).isBetween(3, 7);
    assertThat(of(pass(59_000), Parted.class)).isEmpty();
    List<CallerOrder> silent = pass(2_000);
    assertThat(of(silent, HangUp.class)).hasSize(1);
    assertThat(of(silent, Parted.class).getFirst().why()).contains("silent");
  }

  @Test
  void callsOneAfterAnotherAndRestsLongerFromRoundToRound() {
    List<Integer> called = new ArrayList<>();
    long longest = 0;
    for (int i = 0; i < 20; i++) {
      List<CallerOrder> orders = pass(Caller.REST_MILLIS_MAX + 100);
      orders.removeIf(order -> !(order instanceof Dial));
      called.add(((Dial) orders.getFirst()).gateway());
      Parted parted = of(lost(), Parted.class).getFirst();
      long most = Math.min(Caller.REST_MILLIS_MAX, Caller.REST_MILLIS << (i / 2));
      assertThat(parted.againMillis()).isBetween(1L, most);
      longest = Math.max(longest, parted.againMillis());
    }
    assertThat(called.subList(0, 4)).containsExactly(0, 1, 0, 1);
    assertThat(longest).isGreaterThan(Caller.REST_MILLIS_MAX / 4);
  }

  @Test
  void restsLongerAlsoWhenItsLinesEndAsSoonAsTheyAreUpUntilOneLasts() {
    long longest = 0;
    for (int i = 0; i < 12; i++) {
      join(i);
      Parted parted = of(say(new Frame.Ended(Why.TOO_LARGE, "", 0)), Parted.class).getFirst();
      longest = Math.max(longest, parted.againMillis());
    }
    assertThat(longest).isGreaterThan(8 * Caller.REST_MILLIS);
    join(12);
    pass(Caller.GOOD_MILLIS);
    assertThat(of(lost(), Parted.class).getFirst().againMillis())
        .isLessThanOrEqualTo(Caller.REST_MILLIS);
  }

  @Test
  void tellsOfAsManyModelsAsThereIsRoomFor() {
    NodeSeen few = Doors.seen("op");
    ModelOffer offer = new ModelOffer(Doors.MODEL, "m".repeat(64), "1", Kind.DETECTION);
    NodeSeen many =
        new NodeSeen(
            few.name(),
            few.operator(),
            few.place(),
            "",
            few.standing(),
            Collections.nCopies(64, offer),
            1,
            0,
            0,
            START);
    join(1);
    Signed told = sent(present(many), Presented.class).getFirst().envelope();
    assertThat(told.body().size()).isLessThanOrEqualTo(DoorPolicy.PRESENCE_BYTES_MAX);
    VolunteerSeen seen = (VolunteerSeen) ((Received.Good<?>) voice(LEADER).open(told)).said();
    assertThat(seen.seen().models()).hasSizeBetween(30, 63);
  }

  @Test
  void takesALaterSessionEachTimeAndLaterThanTheGatewayKnows() {
    long first = join(1).session();
    lost();
    long second = join(2).session();
    assertThat(second).isGreaterThan(first);
    long known = second + 90_000_000;
    say(new Frame.Ended(Why.STALE_SESSION, "", known));
    assertThat(join(3).session()).isGreaterThan(known);
    say(new Frame.Ended(Why.STALE_SESSION, "", Long.MAX_VALUE / 2));
    assertThat(join(4).session()).isLessThan(known + Caller.AHEAD_MILLIS_MAX);
  }

  @Test
  void givesUpWhenNoGatewayWillEverTakeItAndNotBefore() {
    dial();
    assertThat(of(say(new Frame.Ended(Why.BLOCKED, "b", 0)), GiveUp.class)).isEmpty();
    dial();
    say(new Frame.Ended(Why.FULL, "", 0));
    dial();
    say(new Frame.Ended(Why.BLOCKED, "b", 0));
    dial();
    GiveUp hopeless =
        of(say(new Frame.Challenge("elsewhere", GATEWAY.id(), nonce(1))), GiveUp.class).getFirst();
    assertThat(hopeless.action()).isEqualTo("--network-name elsewhere");
    assertThat(pass(60_000)).isEmpty();
  }

  @Test
  void givesUpWhenAnotherProcessHasItsKeyAsTwoOfItsGatewaysSay() {
    join(1);
    assertThat(of(say(REPLACED), GiveUp.class)).isEmpty();
    join(2);
    assertThat(of(say(REPLACED), GiveUp.class)).hasSize(1);
  }

  @Test
  void doesNotGiveUpWhenOneOfItsGatewaysSaysAgainAndAgainThatAnotherHasItsKey() {
    for (int i = 0; i < 4; i++) {
      join(2 * i);
      assertThat(of(say(REPLACED), GiveUp.class)).isEmpty();
      join(2 * i + 1);
      lost();
    }
  }

  @Test
  void givesUpWhenTheOnlyGatewaySaysThatAnotherProcessHasItsKey() {
    caller = caller(1);
    join(1);
    assertThat(of(say(REPLACED), GiveUp.class)).hasSize(1);
  }

  @Test
  void hangsUpWhenAGatewaySaysWhatNoneSays() {
    join(1);
    Bytes noise = Bytes.giving(new byte[] {99});
    assertThat(of(caller.on(new CallerInput.Came(noise, now)), HangUp.class)).hasSize(1);
    join(2);
    assertThat(of(say(challenge(3)), HangUp.class)).hasSize(1);
    dial();
    assertThat(of(say(new Frame.Welcome(20_000)), HangUp.class)).hasSize(1);
    join(4);
    assertThat(of(say(new Beat()), HangUp.class)).hasSize(1);
  }

  @Test
  void hearsWhatWasSignedAndNothingElse() {
    join(1);
    var envelope = voice(LEADER).sign(new RevealAnswer(task(1), 1));
    Hear heard = of(say(new Frame.Brought(envelope)), Hear.class).getFirst();
    assertThat(heard.heard().speaker()).isEqualTo(LEADER.id());
    var forged =
        new quorate.wire.Signed(
            envelope.network(), GATEWAY.id(), envelope.body(), envelope.signature());
    assertThat(say(new Frame.Brought(forged)))
        .containsExactly(new CallerOrder.Refuse(Reason.BAD_SIGNATURE));
  }

  @Test
  void hearsNothingThatAVolunteerHasNoPartIn() {
    join(1);
    var lend = voice(LEADER).sign(new SendModelPart(Doors.MODEL, 1, 0));
    assertThat(say(new Frame.Brought(lend)))
        .containsExactly(new CallerOrder.Refuse(Reason.NOT_ASSIGNED));
  }

  @Test
  void putsAPictureTogetherAndChecksIt() {
    join(1);
    assertThat(sent(want(), Frame.PictureWanted.class)).hasSize(1);
    assertThat(part(0, PICTURE.slice(0, 60_000))).isEmpty();
    Picture whole = of(part(60_000, PICTURE.slice(60_000, 100_000)), Picture.class).getFirst();
    assertThat(whole.bytes()).isEqualTo(PICTURE);
  }

  @Test
  void refusesAPictureThatIsAnotherOrTooLongOrHasAGap() {
    join(1);
    want();
    part(0, PICTURE.slice(0, 60_000));
    byte[] other = new byte[40_000];
    other[7] = 1;
    assertThat(refusal(part(60_000, Bytes.giving(other)))).isEqualTo(Reason.PICTURE_CORRUPT);
    want();
    assertThat(refusal(part(1, PICTURE.slice(0, 60_000)))).isEqualTo(Reason.PICTURE_CORRUPT);
    want();
    part(0, PICTURE.slice(0, 60_000));
    assertThat(refusal(part(60_000, PICTURE.slice(0, 60_000)))).isEqualTo(Reason.PICTURE_CORRUPT);
    InferTask large = Doors.infer(2, Bytes.giving(new byte[200_001]));
    assertThat(refusal(caller.on(new CallerInput.Want(LEADER.id(), large, now))))
        .isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void fetchesNoMoreBytesAtOnceThanThereIsRoomFor() {
    join(1);
    int most = (int) (Fetching.BYTES_MAX / 200_000);
    for (int i = 1; i <= most; i++) {
      assertThat(sent(want(sized(i, 200_000)), Frame.PictureWanted.class)).hasSize(1);
    }
    assertThat(refusal(want(sized(most + 1, 200_000)))).isEqualTo(Reason.BUSY);
    say(new Frame.NoPicture(task(1), 1, Reason.PICTURE_MISSING, ""));
    assertThat(sent(want(sized(most + 1, 200_000)), Frame.PictureWanted.class)).hasSize(1);
  }

  /** A task about a picture that need not be there. */
  private static InferTask sized(int task, int bytes) {
    InferTask ask = Doors.infer(task, PICTURE);
    return new InferTask(
        ask.task(),
        ask.epoch(),
        ask.model(),
        ask.kind(),
        new quorate.task.Picture(ask.picture().digest(), bytes, ask.picture().format(), 1, 1),
        ask.terms(),
        ask.deadlineAtMillis(),
        true);
  }

  @Test
  void losesItsPicturesWithTheLineAndPresentsItselfAnewOnTheNext() {
    caller.on(new CallerInput.Present(Doors.seen("op"), now));
    join(1);
    want();
    assertThat(refusal(lost())).isEqualTo(Reason.BUSY);
    assertThat(refusal(want())).isEqualTo(Reason.BUSY);
    dial();
    say(challenge(2));
    assertThat(sent(say(new Frame.Welcome(20_000)), Presented.class)).hasSize(1);
  }

  @Test
  void tellsAtOnceWhatItIsAndNotSoOftenHowBusy() {
    caller.on(new CallerInput.Present(seen(0, Standing.READY), now));
    join(1);
    assertThat(sent(present(seen(1, Standing.READY)), Presented.class)).isEmpty();
    assertThat(sent(present(seen(1, Standing.DRAINING)), Presented.class)).hasSize(1);
    pass(Caller.BUSY_MILLIS);
    assertThat(sent(present(seen(2, Standing.DRAINING)), Presented.class)).hasSize(1);
    assertThat(sent(present(seen(2, Standing.DRAINING)), Presented.class)).isEmpty();
  }

  @Test
  void callsNobodyOnceItLeaves() {
    join(1);
    assertThat(caller.on(new CallerInput.Leave(now))).containsExactly(new HangUp());
    assertThat(pass(60_000)).isEmpty();
  }

  // ---- the gateway

  private void dial() {
    while (of(pass(100), Dial.class).isEmpty()) {
      assertThat(now).isLessThan(START + 10_000_000);
    }
    caller.on(new CallerInput.Connected(HERE, now));
  }

  private Joined join(int nonce) {
    dial();
    say(challenge(nonce));
    return of(say(new Frame.Welcome(20_000)), Joined.class).getFirst();
  }

  private static Frame.Challenge challenge(int nonce) {
    return new Frame.Challenge(Doors.NETWORK, GATEWAY.id(), nonce(nonce));
  }

  private static Bytes nonce(int number) {
    byte[] nonce = new byte[Frame.NONCE_BYTES];
    nonce[0] = (byte) number;
    return Bytes.giving(nonce);
  }

  private List<CallerOrder> say(Frame frame) {
    return caller.on(new CallerInput.Came(Codec.encode(Frame.class, frame), now));
  }

  private List<CallerOrder> lost() {
    return caller.on(new CallerInput.Lost("cut", now));
  }

  private List<CallerOrder> want() {
    return want(ASK);
  }

  private List<CallerOrder> want(InferTask ask) {
    return caller.on(new CallerInput.Want(LEADER.id(), ask, now));
  }

  private List<CallerOrder> part(int from, Bytes part) {
    return say(new Frame.PicturePart(task(1), 1, from, part));
  }

  private List<CallerOrder> present(NodeSeen seen) {
    return caller.on(new CallerInput.Present(seen, now));
  }

  private static NodeSeen seen(int busy, Standing standing) {
    NodeSeen ann = Doors.seen("op");
    return new NodeSeen(
        ann.name(),
        ann.operator(),
        ann.place(),
        "",
        standing,
        ann.models(),
        ann.slots(),
        busy,
        0,
        ann.startedAtMillis());
  }

  private List<CallerOrder> pass(long millis) {
    List<CallerOrder> orders = new ArrayList<>();
    for (long until = now + millis; now < until; ) {
      now += 100;
      List<CallerOrder> more = caller.on(new CallerInput.Tick(now));
      orders.addAll(more);
      if (more.stream().anyMatch(order -> order instanceof Dial)) {
        break;
      }
    }
    return orders;
  }

  private static Reason refusal(List<CallerOrder> orders) {
    return of(orders, NoPicture.class).getFirst().reason();
  }

  private static <F extends Frame> List<F> sent(List<CallerOrder> orders, Class<F> type) {
    return of(orders, Send.class).stream()
        .map(Send::frame)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  private static <O extends CallerOrder> List<O> of(List<CallerOrder> orders, Class<O> type) {
    return orders.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
