package quorate.volunteer;

import static org.assertj.core.api.Assertions.assertThat;
import static quorate.volunteer.Doors.ANN;
import static quorate.volunteer.Doors.BOB;
import static quorate.volunteer.Doors.GATEWAY;
import static quorate.volunteer.Doors.HERE;
import static quorate.volunteer.Doors.LEADER;
import static quorate.volunteer.Doors.START;
import static quorate.volunteer.Doors.ended;
import static quorate.volunteer.Doors.infer;
import static quorate.volunteer.Doors.only;
import static quorate.volunteer.Doors.refused;
import static quorate.volunteer.Doors.sent;
import static quorate.volunteer.Doors.task;
import static quorate.volunteer.Doors.told;

import java.util.List;
import org.junit.jupiter.api.Test;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.Reason;
import quorate.volunteer.Frame.PicturePart;
import quorate.wire.Codec;
import quorate.wire.Keys;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Message.DropTask;
import quorate.wire.Message.LostVolunteer;
import quorate.wire.Message.ModelPart;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Message.RevealAnswer;
import quorate.wire.Message.SayBack;
import quorate.wire.Message.SendModelPart;
import quorate.wire.Message.TaskDeclined;
import quorate.wire.Message.VolunteersKept;
import quorate.wire.Message.VolunteersLost;
import quorate.wire.Received.Good;
import quorate.wire.Signed;
import quorate.wire.Voice;

/** Friends and strangers at a gateway's door. */
class DoorTest {
  private static final Bytes PICTURE = Bytes.giving(new byte[100_000]);
  private static final AnswerCommitted COMMITTED =
      new AnswerCommitted(task(1), 1, Digest.of(new byte[] {7}));
  private static final AnswerRevealed REVEALED =
      new AnswerRevealed(
          task(1),
          1,
          Digest.of(new byte[] {8}),
          Bytes.giving(new byte[32]),
          new Answer.Exact(Bytes.giving(new byte[] {1})));

  private final Doors doors = new Doors();

  // ---- proving

  @Test
  void seatsWhoProvesItsKeyAndTellsAllNodes() {
    long line = doors.call("198.51.100.1");
    var seated = doors.prove(line, ANN, 7);
    assertThat(sent(seated, line, Frame.Welcome.class)).hasSize(1);
    doors.presents(line, ANN, 7);
    List<VolunteersKept> kept = told(doors.pass(200), VolunteersKept.class);
    assertThat(kept).hasSize(1);
    assertThat(kept.getFirst().volunteers().getFirst().said().speaker()).isEqualTo(ANN.id());
    assertThat(doors.door.volunteers()).isEqualTo(1);
  }

  @Test
  void refusesAProofThatWasMadeForAnEarlierChallenge() {
    long first = doors.call("198.51.100.1");
    Frame.Proved heard = Proof.of(ANN, doors.challenge(first), HERE, 9);
    assertThat(ended(doors.came(first, heard), first)).isEmpty();
    long second = doors.call("203.0.113.1");
    assertThat(ended(doors.came(second, heard), second)).contains(Why.WRONG_PROOF);
  }

  @Test
  void refusesAProofThatAServerInBetweenHasRelayed() {
    long line = doors.call("198.51.100.1");
    Proof.End between = new Proof.End("evil.example", HERE.channel());
    Frame.Proved relayed = Proof.of(ANN, doors.challenge(line), between, 9);
    assertThat(ended(doors.came(line, relayed), line)).contains(Why.WRONG_PROOF);
    long again = doors.call("198.51.100.1");
    Proof.End otherCertificate = new Proof.End(HERE.host(), Digest.of(new byte[] {5}));
    Frame.Proved intercepted = Proof.of(ANN, doors.challenge(again), otherCertificate, 9);
    assertThat(ended(doors.came(again, intercepted), again)).contains(Why.WRONG_PROOF);
  }

  @Test
  void comparesTheHostAloneBehindAProxyThatEndsTls() {
    Proof.End behind = new Proof.End(HERE.host(), Proof.NO_CHANNEL);
    long line = doors.call("198.51.100.1", behind);
    assertThat(ended(doors.prove(line, ANN, 9), line)).isEmpty();
    long other = doors.call("198.51.100.1", behind);
    Proof.End evil = new Proof.End("evil.example", HERE.channel());
    Frame.Proved relayed = Proof.of(BOB, doors.challenge(other), evil, 9);
    assertThat(ended(doors.came(other, relayed), other)).contains(Why.WRONG_PROOF);
  }

  @Test
  void takesWhateverARequestSaysOfItsHost() {
    long line =
        doors.call("198.51.100.1", new Proof.End("é".repeat(9_000) + "\u0000", HERE.channel()));
    assertThat(ended(doors.prove(line, ANN, 9), line)).contains(Why.WRONG_PROOF);
    assertThat(new Proof.End("A".repeat(9_000), HERE.channel()).host()).hasSize(256);
  }

  @Test
  void refusesAProofForAnotherGatewayNetworkOrSession() {
    long line = doors.call("198.51.100.1");
    Frame.Challenge real = doors.challenge(line);
    Frame.Challenge elsewhere = new Frame.Challenge(real.network(), LEADER.id(), real.nonce());
    Frame.Proved proved = Proof.of(ANN, elsewhere, HERE, 9);
    assertThat(ended(doors.came(line, proved), line)).contains(Why.WRONG_PROOF);
    long second = doors.call("198.51.100.1");
    Frame.Proved right = Proof.of(ANN, doors.challenge(second), HERE, 9);
    Frame.Proved later = new Frame.Proved(ANN.id(), 10, HERE.channel(), right.signature());
    assertThat(ended(doors.came(second, later), second)).contains(Why.WRONG_PROOF);
  }

  @Test
  void refusesAKeyThatAnotherHas() {
    long line = doors.call("198.51.100.1");
    Frame.Proved bobs = Proof.of(BOB, doors.challenge(line), HERE, 9);
    Frame.Proved claimed = new Frame.Proved(ANN.id(), 9, HERE.channel(), bobs.signature());
    assertThat(ended(doors.came(line, claimed), line)).contains(Why.WRONG_PROOF);
  }

  @Test
  void refusesWhoeverSpeaksBeforeItsKeyIsProvedOrTwice() {
    long line = doors.call("198.51.100.1");
    assertThat(ended(doors.came(line, new Frame.Beat()), line)).contains(Why.OUT_OF_ORDER);
    long seat = doors.seat(ANN, 7);
    assertThat(ended(doors.prove(seat, ANN, 8), seat)).contains(Why.OUT_OF_ORDER);
  }

  @Test
  void endsALineWhoseKeyIsNotProvedInTime() {
    long line = doors.call("198.51.100.1");
    assertThat(ended(doors.pass(4_900), line)).isEmpty();
    assertThat(ended(doors.pass(300), line)).contains(Why.SILENT);
    assertThat(doors.prove(line, ANN, 7)).isEmpty();
  }

  @Test
  void takesNoMoreLinesThanThereMayBe() {
    for (int i = 0; i < 3; i++) {
      doors.call("198.51.100." + i);
    }
    long crowded = doors.call("198.51.100.9");
    assertThat(ended(doors.last, crowded)).contains(Why.CROWDED);
    doors.call("203.0.113.1");
    long full = doors.call("192.0.2.1");
    assertThat(ended(doors.last, full)).contains(Why.FULL);
    doors.pass(6_000);
    long freed = doors.call("198.51.100.9");
    assertThat(ended(doors.last, freed)).isEmpty();
  }

  @Test
  void letsThoseOfAFullBlockBackInWhoseLinesHaveDiedUnnoticedAndNobodyElse() {
    Keys[] keys = {Doors.keys(10), Doors.keys(11), Doors.keys(12)};
    for (Keys each : keys) {
      doors.prove(doors.call("203.0.113.1"), each, 1);
    }
    long other = doors.call("203.0.113.1");
    assertThat(ended(doors.prove(other, BOB, 1), other)).contains(Why.CROWDED);
    for (Keys each : keys) {
      long back = doors.call("203.0.113.1");
      assertThat(ended(doors.prove(back, each, 2), back)).isEmpty();
    }
    assertThat(doors.door.volunteers()).isEqualTo(3);
  }

  @Test
  void seatsNoMoreVolunteersThanThereMayBe() {
    for (int i = 0; i < 3; i++) {
      doors.seat(Doors.keys(10 + i), 1);
    }
    long line = doors.call("192.0.2.77");
    assertThat(ended(doors.prove(line, BOB, 1), line)).contains(Why.FULL);
    assertThat(doors.door.volunteers()).isEqualTo(3);
  }

  @Test
  void refusesABlockedKeyAndEndsItsLine() {
    long line = doors.seat(ANN, 7);
    var blocked = doors.door.on(new DoorInput.Block(ANN.id(), true, doors.now));
    assertThat(ended(blocked, line)).contains(Why.BLOCKED);
    long again = doors.call("203.0.113.1");
    var refused = doors.prove(again, ANN, 8);
    assertThat(sent(refused, again, Frame.Ended.class).getFirst().detail())
        .contains(ANN.id().brief());
    doors.door.on(new DoorInput.Block(ANN.id(), false, doors.now));
    long third = doors.call("203.0.113.1");
    assertThat(ended(doors.prove(third, ANN, 9), third)).isEmpty();
  }

  @Test
  void newestSessionWinsAndAnEarlierOneIsToldWhichIsKnown() {
    long first = doors.seat(ANN, 7);
    long second = doors.call("203.0.113.1");
    assertThat(ended(doors.prove(second, ANN, 8), first)).contains(Why.REPLACED);
    long third = doors.call("203.0.113.1");
    doors.sessions.put(ANN.id(), 12L);
    var stale = doors.prove(third, ANN, 12);
    Frame.Ended said = sent(stale, third, Frame.Ended.class).getFirst();
    assertThat(said.why()).isEqualTo(Why.STALE_SESSION);
    assertThat(said.session()).isEqualTo(12);
    assertThat(told(doors.pass(200), VolunteersLost.class)).isEmpty();
  }

  @Test
  void endsALineWhoseVolunteerHasMovedToAnotherGateway() {
    long line = doors.seat(ANN, 7);
    var moved = doors.door.on(new DoorInput.Moved(ANN.id(), LEADER.id(), 8, doors.now));
    assertThat(ended(moved, line)).contains(Why.REPLACED);
    long later = doors.seat(BOB, 9);
    var earlier = doors.door.on(new DoorInput.Moved(BOB.id(), LEADER.id(), 8, doors.now));
    assertThat(ended(earlier, later)).isEmpty();
  }

  // ---- what it says

  @Test
  void passesOnACommitmentOnlyToWhoAskedAndOnlyWhenAsked() {
    long line = doors.seat(ANN, 7);
    assertThat(refused(doors.says(line, LEADER.id(), ANN, COMMITTED)))
        .containsExactly(Why.NOT_ASSIGNED);
    var brought = doors.ask(ANN, infer(1, PICTURE));
    assertThat(sent(brought, line, Frame.Brought.class)).hasSize(1);
    assertThat(refused(doors.says(line, BOB.id(), ANN, COMMITTED)))
        .containsExactly(Why.NOT_ASSIGNED);
    var passed = only(doors.says(line, LEADER.id(), ANN, COMMITTED), DoorOrder.Pass.class);
    assertThat(passed.getFirst().to()).isEqualTo(LEADER.id());
    assertThat(Voice.verified(passed.getFirst().heard().evidence()))
        .isEqualTo(passed.getFirst().heard());
  }

  @Test
  void passesOnNoAnswerBeforeItIsToBeShown() {
    long line = doors.seat(ANN, 7);
    doors.ask(ANN, infer(1, PICTURE));
    assertThat(refused(doors.says(line, LEADER.id(), ANN, REVEALED)))
        .containsExactly(Why.NOT_ASKED);
    doors.ask(ANN, new RevealAnswer(task(1), 1));
    doors.ask(ANN, infer(1, PICTURE)); // repeated: what may be shown stays so
    assertThat(only(doors.says(line, LEADER.id(), ANN, REVEALED), DoorOrder.Pass.class)).hasSize(1);
  }

  @Test
  void forgetsATaskThatIsDroppedOrDeclinedAndTheOldestBeyondItsMaximum() {
    long line = doors.seat(ANN, 7);
    doors.ask(ANN, infer(1, PICTURE));
    doors.ask(ANN, new DropTask(task(1), 1));
    assertThat(refused(doors.says(line, LEADER.id(), ANN, COMMITTED))).hasSize(1);
    for (int i = 1; i <= 5; i++) {
      doors.ask(ANN, infer(i, PICTURE));
    }
    assertThat(refused(doors.says(line, LEADER.id(), ANN, COMMITTED))).hasSize(1);
    TaskDeclined declined = new TaskDeclined(task(5), 1, Reason.BUSY, "");
    assertThat(refused(doors.says(line, LEADER.id(), ANN, declined))).isEmpty();
    assertThat(refused(doors.says(line, LEADER.id(), ANN, declined)))
        .containsExactly(Why.NOT_ASSIGNED);
  }

  @Test
  void keepsAssignmentsWhenAVolunteerIsBackAtTheSameGateway() {
    doors.seat(ANN, 7);
    doors.ask(ANN, infer(1, PICTURE));
    long back = doors.seat(ANN, 8);
    assertThat(only(doors.says(back, LEADER.id(), ANN, COMMITTED), DoorOrder.Pass.class))
        .hasSize(1);
  }

  @Test
  void passesOnNothingElseThatAVolunteerSays() {
    long line = doors.seat(ANN, 7);
    NodeSeen member = Doors.seen("op");
    assertThat(refused(doors.says(line, LEADER.id(), ANN, member))).containsExactly(Why.UNEXPECTED);
    assertThat(refused(doors.says(line, LEADER.id(), ANN, new SayBack(1))))
        .containsExactly(Why.UNEXPECTED);
    SendModelPart part = new SendModelPart(Doors.MODEL, 0, 0);
    assertThat(only(doors.says(line, GATEWAY.id(), ANN, part), DoorOrder.Pass.class)).hasSize(1);
  }

  @Test
  void lendsOnePartOfAModelAtATimeAndBringsNoneThatWasNotAskedFor() {
    long line = doors.seat(ANN, 7);
    SendModelPart ask = new SendModelPart(Doors.MODEL, 0, 0);
    ModelPart part = new ModelPart(Doors.MODEL, 0, 0, 1, Bytes.giving(new byte[] {1}));
    assertThat(refused(doors.ask(ANN, part))).containsExactly(Why.UNDELIVERED);
    assertThat(only(doors.says(line, GATEWAY.id(), ANN, ask), DoorOrder.Pass.class)).hasSize(1);
    assertThat(refused(doors.says(line, GATEWAY.id(), ANN, ask))).containsExactly(Why.UNDELIVERED);
    assertThat(sent(doors.ask(ANN, part), line, Frame.Brought.class)).hasSize(1);
    assertThat(refused(doors.says(line, GATEWAY.id(), ANN, ask))).isEmpty();
    doors.pass(Loans.PATIENCE_MILLIS); // it did not come
    assertThat(refused(doors.says(line, GATEWAY.id(), ANN, ask))).isEmpty();
    doors.door.on(new DoorInput.Full(line, doors.now));
    assertThat(refused(doors.ask(ANN, part))).containsExactly(Why.UNDELIVERED);
  }

  @Test
  void lendsNoMoreThanThereIsRoomForToAllTogether() {
    Loans loans = new Loans();
    for (int line = 0; line < Loans.PARTS_MAX; line++) {
      assertThat(loans.ask(line, block(line), START)).isTrue();
    }
    assertThat(loans.ask(1_000, block(1_000), START)).isFalse();
    loans.came(7);
    assertThat(loans.ask(1_000, block(1_000), START)).isTrue();
    long later = START + Loans.PATIENCE_MILLIS;
    assertThat(loans.ask(1_001, block(1_001), later)).isTrue();
  }

  @Test
  void lendsNoMoreToOneBlockOfAddressesThanLeavesSomeToOthers() {
    Loans loans = new Loans();
    for (int line = 0; line < Loans.PER_BLOCK_MAX; line++) {
      assertThat(loans.ask(line, block(1), START)).isTrue();
    }
    assertThat(loans.ask(1_000, block(1), START)).isFalse();
    assertThat(loans.ask(1_000, block(2), START)).isTrue();
    loans.came(0);
    assertThat(loans.ask(1_001, block(1), START)).isTrue();
  }

  private static Digest block(int number) {
    return Doors.from("198." + number / 256 + "." + number % 256 + ".1").digest();
  }

  @Test
  void endsTheLineOfWhoeverSpeaksForAnother() {
    long line = doors.seat(ANN, 7);
    doors.ask(ANN, infer(1, PICTURE));
    assertThat(ended(doors.says(line, LEADER.id(), BOB, COMMITTED), line)).contains(Why.FORGED);
    long second = doors.seat(ANN, 8);
    assertThat(ended(doors.presents(second, BOB, 8), second)).contains(Why.FORGED);
    long third = doors.seat(ANN, 9);
    assertThat(ended(doors.presents(third, ANN, 8), third)).contains(Why.FORGED);
  }

  @Test
  void endsTheLineOfWhoeverHasNotSignedWhatWouldBePassedOn() {
    long line = doors.seat(ANN, 7);
    doors.ask(ANN, infer(1, PICTURE));
    Signed signed = Doors.voice(ANN).sign(COMMITTED);
    Bytes none = Bytes.giving(new byte[64]);
    Signed forged = new Signed(signed.network(), signed.speaker(), signed.body(), none);
    assertThat(ended(doors.came(line, new Frame.Said(LEADER.id(), forged)), line))
        .contains(Why.FORGED);
  }

  @Test
  void looksAtNoSignatureOfWhatIsNotPassedOn() {
    long line = doors.seat(ANN, 7);
    Signed signed = Doors.voice(ANN).sign(COMMITTED);
    Bytes none = Bytes.giving(new byte[64]);
    Signed forged = new Signed(signed.network(), signed.speaker(), signed.body(), none);
    assertThat(refused(doors.came(line, new Frame.Said(LEADER.id(), forged))))
        .containsExactly(Why.NOT_ASSIGNED);
  }

  @Test
  void endsALineWhenAFrameIsHugeOrNone() {
    long line = doors.call("198.51.100.1");
    var huge = doors.came(line, Bytes.giving(new byte[Frame.UNPROVED_BYTES_MAX + 1]));
    assertThat(ended(huge, line)).contains(Why.TOO_LARGE);
    long seat = doors.seat(ANN, 7);
    assertThat(ended(doors.came(seat, Bytes.giving(new byte[] {99})), seat))
        .contains(Why.MALFORMED);
    long other = doors.seat(ANN, 8);
    Frame down = new Frame.Welcome(20_000); // a gateway's word
    assertThat(ended(doors.came(other, down), other)).contains(Why.MALFORMED);
  }

  @Test
  void endsTheLineOfAFlood() {
    long line = doors.seat(ANN, 7);
    for (int i = 0; i < 19; i++) {
      assertThat(ended(doors.came(line, new Frame.Beat()), line)).isEmpty();
    }
    assertThat(ended(doors.came(line, new Frame.Beat()), line)).contains(Why.FLOOD);
    long patient = doors.seat(ANN, 8);
    for (int i = 0; i < 40; i++) {
      doors.pass(100);
      assertThat(ended(doors.came(patient, new Frame.Beat()), patient)).isEmpty();
    }
  }

  // ---- what it hears

  @Test
  void endsALineThatIsSilentAndTellsThatItIsLost() {
    long line = doors.seat(ANN, 7);
    doors.presents(line, ANN, 7);
    doors.pass(20_000);
    doors.came(line, new Frame.Beat());
    assertThat(ended(doors.pass(60_000), line)).isEmpty();
    List<DoorOrder> orders = doors.pass(20_000);
    assertThat(ended(orders, line)).contains(Why.SILENT);
    assertThat(told(orders, VolunteersLost.class).getFirst().volunteers())
        .containsExactly(new LostVolunteer(ANN.id(), 7));
  }

  @Test
  void tellsThatOneIsLostByTheSessionThatOthersKnowOfIt() {
    long line = doors.seat(ANN, 7);
    doors.presents(line, ANN, 7);
    doors.pass(200);
    long back = doors.seat(ANN, 8); // and gone before it has presented itself
    doors.door.on(new DoorInput.Closed(back, doors.now));
    assertThat(told(doors.pass(200), VolunteersLost.class).getFirst().volunteers())
        .containsExactly(new LostVolunteer(ANN.id(), 7));
  }

  @Test
  void tellsNodesAgainNowAndThenAndOneThatIsNew() {
    long line = doors.seat(ANN, 7);
    doors.presents(line, ANN, 7);
    assertThat(told(doors.pass(2_000), VolunteersKept.class)).hasSize(1);
    doors.door.on(new DoorInput.Seen(seen(LEADER, "http://leader"), doors.now));
    assertThat(told(doors.pass(200), VolunteersKept.class)).hasSize(1);
    doors.door.on(new DoorInput.Seen(seen(LEADER, "http://leader"), doors.now));
    doors.door.on(new DoorInput.Seen(seen(BOB, ""), doors.now)); // another volunteer
    assertThat(told(doors.pass(5_000), VolunteersKept.class)).isEmpty();
    doors.door.on(new DoorInput.NodeGone(LEADER.id(), doors.now)); // a cut, which heals
    doors.door.on(new DoorInput.Seen(seen(LEADER, "http://leader"), doors.now));
    assertThat(told(doors.pass(200), VolunteersKept.class)).hasSize(1);
    doors.came(line, new Frame.Beat());
    assertThat(told(doors.pass(40_000), VolunteersKept.class)).hasSize(1);
  }

  @SuppressWarnings("unchecked")
  private static Good<NodeSeen> seen(Keys keys, String address) {
    return (Good<NodeSeen>) Doors.said(keys, Doors.seen("op", address));
  }

  @Test
  void sendsAPictureInPartsOneAfterAnotherAndOnlyOnceForEachTimeThatItWasAsked() {
    long line = doors.seat(ANN, 7);
    Frame.PictureWanted want = new Frame.PictureWanted(task(1), 1);
    assertThat(sent(doors.came(line, want), line, Frame.NoPicture.class)).hasSize(1);
    doors.ask(ANN, infer(1, PICTURE));
    assertThat(only(doors.came(line, want), DoorOrder.FetchPicture.class)).hasSize(1);
    assertThat(only(doors.came(line, want), DoorOrder.FetchPicture.class)).isEmpty();
    var came = new DoorInput.PictureCame(line, task(1), 1, PICTURE, doors.now);
    List<PicturePart> first = sent(doors.door.on(came), line, PicturePart.class);
    assertThat(first.getFirst().part().size()).isEqualTo(Frame.PART_BYTES_MAX);
    var second = doors.door.on(new DoorInput.Written(line, doors.now));
    assertThat(sent(second, line, PicturePart.class).getFirst().from())
        .isEqualTo(Frame.PART_BYTES_MAX);
    assertThat(doors.door.on(new DoorInput.Written(line, doors.now))).isEmpty();
  }

  @Test
  void holdsNoMorePicturesThanThereIsRoomForAndForgetsThoseOfALineThatIsGone() {
    long line = doors.seat(ANN, 7);
    for (int i = 1; i <= 3; i++) {
      doors.ask(ANN, infer(i, PICTURE));
      doors.came(line, new Frame.PictureWanted(task(i), 1));
    }
    doors.door.on(new DoorInput.Full(line, doors.now));
    doors.door.on(new DoorInput.PictureCame(line, task(1), 1, PICTURE, doors.now));
    doors.door.on(new DoorInput.PictureCame(line, task(2), 1, PICTURE, doors.now));
    long other = doors.seat(BOB, 7);
    doors.ask(BOB, infer(1, PICTURE));
    Frame.PictureWanted want = new Frame.PictureWanted(task(1), 1);
    assertThat(sent(doors.came(other, want), other, Frame.NoPicture.class).getFirst().reason())
        .isEqualTo(Reason.BUSY);
    doors.door.on(new DoorInput.Closed(line, doors.now));
    assertThat(only(doors.came(other, want), DoorOrder.FetchPicture.class)).hasSize(1);
  }

  @Test
  void losesWordsForAReaderThatDoesNotReadAndThenEndsItsLine() {
    long line = doors.seat(ANN, 7);
    doors.door.on(new DoorInput.Full(line, doors.now));
    assertThat(doors.ask(ANN, infer(1, PICTURE))).isEmpty();
    doors.ask(ANN, infer(2, PICTURE));
    assertThat(refused(doors.ask(ANN, infer(3, PICTURE)))).containsExactly(Why.UNDELIVERED);
    var read = doors.door.on(new DoorInput.Drained(line, doors.now));
    assertThat(sent(read, line, Frame.Brought.class)).hasSize(2);
    doors.door.on(new DoorInput.Full(line, doors.now));
    assertThat(ended(doors.pass(21_000), line)).contains(Why.SLOW_READER);
  }

  @Test
  void saysNothingToAVolunteerThatIsNotHere() {
    assertThat(refused(doors.ask(ANN, infer(1, PICTURE)))).containsExactly(Why.UNDELIVERED);
  }

  @Test
  void sendsAllAwayWhenItLeavesAndLetsNobodyInAfterwards() {
    long line = doors.seat(ANN, 7);
    var leaving = doors.door.on(new DoorInput.Leave(START));
    assertThat(ended(leaving, line)).contains(Why.LEAVING);
    assertThat(told(leaving, VolunteersLost.class)).hasSize(1);
    long late = doors.call("203.0.113.1");
    assertThat(ended(doors.last, late)).contains(Why.LEAVING);
  }

  @Test
  void survivesEveryTruncationAndFlipOfEveryFrame() {
    for (Frame frame : Frames.all()) {
      byte[] bytes = Codec.encode(Frame.class, frame).toArray();
      for (int bit = 0; bit < 8 * bytes.length; bit += 13) {
        Doors fresh = new Doors();
        long line = fresh.seat(ANN, 7);
        byte[] bent = bytes.clone();
        bent[bit / 8] ^= (byte) (1 << bit % 8);
        fresh.came(line, Bytes.giving(bent));
        fresh.came(line, Bytes.giving(bytes).slice(0, bit / 8));
        assertThat(fresh.door.volunteers()).isLessThanOrEqualTo(1);
      }
    }
  }
}
