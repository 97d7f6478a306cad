package quorate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static quorate.client.ExchangeFixture.A;
import static quorate.client.ExchangeFixture.B;
import static quorate.client.ExchangeFixture.ending;
import static quorate.client.ExchangeFixture.up;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import quorate.client.ExchangeInput.Standing;

class ExchangeTest {
  @Test
  void submitsAndAnswersWhenAllGoesWell() {
    ExchangeFixture talk = new ExchangeFixture(4, A);
    assertThat(talk.begin()).isEqualTo("connect a; ");
    assertThat(talk.connected()).isEqualTo("hello; ");
    assertThat(talk.welcome("s1", 5, 0, 0, false, 2)).isEqualTo("draw 2; ");
    assertThat(talk.offer(1, 2)).isEqualTo("submit 1 as 1; submit 2 as 2; ");
    assertThat(talk.accepted(1)).isEmpty();
    talk.after(100);
    assertThat(talk.result(1, 2)).isEqualTo("deliver 2 AGREED; ");
    assertThat(talk.after(100)).isEqualTo("ack 1; ");
    assertThat(talk.ended()).isEmpty();
    assertThat(talk.result(2, 1)).isEqualTo("deliver 1 AGREED; ack 2; hang up 1000; finish; ");
  }

  @Test
  void endsWhenTheReceiptOfAPaidTaskHasCome() {
    ExchangeFixture talk = up(4, 4, A);
    talk.offerPaid(1);
    talk.ended();
    assertThat(talk.result(1, 1)).startsWith("deliver 1 AGREED; ").doesNotContain("finish");
    assertThat(talk.paid(2)).as("nobody waits for it").isEmpty();
    assertThat(talk.paid(1)).isEqualTo("receipt of 1; hang up 1000; finish; ");
  }

  @Test
  void handsAReceiptOnOnceWhenItComesTwice() {
    ExchangeFixture talk = up(4, 4, A);
    talk.offerPaid(1);
    talk.result(1, 1);
    assertThat(talk.paid(1)).isEqualTo("receipt of 1; ");
    assertThat(talk.paid(1)).isEmpty();
  }

  @Test
  void waitsForNoReceiptWhenNobodyPays() {
    ExchangeFixture talk = up(4, 4, A);
    talk.offer(1);
    talk.ended();
    assertThat(talk.result(1, 1)).contains("finish");
  }

  @Test
  void asksForAReceiptThatDoesNotComeAndGivesUpAfterAWhile() {
    ExchangeFixture talk = up(4, 4, A);
    talk.offerPaid(1);
    talk.ended();
    talk.result(1, 1);
    assertThat(talk.after(2_900)).doesNotContain("look up");
    assertThat(talk.after(3_200)).contains("look up the receipt of 1; ");
    assertThat(talk.after(13_000)).doesNotContain("finish");
    assertThat(talk.after(2_000)).contains("finish");
  }

  @Test
  void takesAReceiptThatItHasAskedFor() {
    ExchangeFixture talk = up(4, 4, A);
    talk.offerPaid(1);
    talk.ended();
    talk.result(1, 1);
    talk.after(4_000);
    assertThat(talk.foundReceipt(1)).isEqualTo("receipt of 1; hang up 1000; finish; ");
  }

  @Test
  void acknowledgesAtOnceWhenNothingElseIsUnderWay() {
    ExchangeFixture talk = up(4, 4, A);
    talk.offer(1);
    assertThat(talk.result(1, 1)).contains("ack 1; ");
    talk.offer(2);
    assertThat(talk.result(2, 2)).contains("ack 2; ");
  }

  @Test
  void acknowledgesManyAtOnceWhenMoreIsUnderWay() {
    ExchangeFixture talk = up(100, 100, A);
    for (int task = 1; task <= 70; task++) {
      talk.offer(task);
    }
    StringBuilder said = new StringBuilder();
    for (int task = 1; task <= 40; task++) {
      said.append(talk.result(task, task));
    }
    assertThat(acks(said.toString())).isEqualTo("ack 32; ");
    assertThat(acks(talk.after(100))).isEqualTo("ack 40; ");
    assertThat(talk.after(1000)).doesNotContain("ack");
    said.setLength(0);
    for (int task = 41; task <= 60; task++) {
      said.append(talk.result(task, task)).append(talk.after(25));
    }
    assertThat(acks(said.toString()).split("; ").length).as("one in 50 ms").isBetween(6, 10);
  }

  @Test
  void acknowledgesTheRestWhenItEnds() {
    ExchangeFixture talk = up(4, 4, A);
    talk.offer(1, 2);
    assertThat(talk.result(1, 1)).doesNotContain("ack");
    assertThat(talk.abandon()).isEqualTo("cancel 2; ack 1; hang up 1000; ");
  }

  private static String acks(String said) {
    return said.replaceAll("(?!ack )\\b[a-z]+ [^;]*; |finish; ", "");
  }

  @Test
  void takesNoMoreFromUpstreamThanThereAreCredits() {
    ExchangeFixture talk = up(10, 3, A);
    assertThat(talk.offer(1, 2, 3)).doesNotContain("draw");
    assertThat(talk.hear(new ServerFrame.Credit(2))).isEqualTo("draw 2; ");
  }

  @Test
  void takesNoMoreFromUpstreamThanItMayKeep() {
    ExchangeFixture talk = up(2, 100, A);
    talk.offer(1, 2);
    assertThat(talk.hear(new ServerFrame.Credit(5))).isEmpty();
    assertThat(talk.result(1, 1)).contains("deliver 1").contains("draw 1");
  }

  @Test
  void keepsRepliesAndTheirRoomWhenDownstreamDoesNotWantThem() {
    ExchangeFixture talk = new ExchangeFixture(1, A);
    talk.exchange.on(new ExchangeInput.Begun(1_000_000_000L));
    talk.connected();
    talk.welcome("s1", 5, 0, 0, false, 100);
    talk.offer(1);
    assertThat(talk.result(1, 1)).isEmpty();
    assertThat(talk.after(200)).doesNotContain("ack");
    assertThat(talk.wanted(1)).isEqualTo("deliver 1 AGREED; ack 1; draw 1; ");
  }

  @Test
  void drawsNothingWhileTheSocketIsClogged() {
    ExchangeFixture talk = up(2, 1, A);
    talk.clogged(true);
    assertThat(talk.hear(new ServerFrame.Credit(5))).isEmpty();
    assertThat(talk.clogged(false)).isEqualTo("draw 1; ");
  }

  @Test
  void submitsNoMoreThanTheSocketTakesWhenItIsConnectedAgain() {
    ExchangeFixture talk = up(8, 8, A);
    talk.offer(1, 2, 3, 4);
    talk.disconnected(1006);
    talk.after(200);
    talk.connected();
    talk.room = 1;
    assertThat(talk.welcome("s1", 5, 0, 0, true, 8)).isEqualTo("submit 1 as 1; submit 2 as 2; ");
    talk.room = Integer.MAX_VALUE;
    assertThat(talk.clogged(false)).startsWith("submit 3 as 3; submit 4 as 4; ");
  }

  @Test
  void submitsAgainWhatWasNotAcceptedWhenTheConnectionWasLost() {
    ExchangeFixture talk = up(4, 4, A);
    talk.offer(1, 2);
    talk.accepted(1);
    assertThat(talk.disconnected(1006)).isEmpty();
    assertThat(talk.after(200)).isEqualTo("connect a; ");
    assertThat(talk.connected()).isEqualTo("hello s1/5@0; ");
    assertThat(talk.welcome("s1", 5, 0, 1, true, 4)).startsWith("submit 2 as 2; ");
  }

  @Test
  void goesOnAtAnotherGatewayWhenTheFirstIsLost() {
    ExchangeFixture talk = up(4, 4, A, B);
    talk.offer(1);
    talk.result(1, 1);
    talk.disconnected(1006);
    assertThat(talk.after(200)).isEqualTo("connect b; ");
    assertThat(talk.connected()).isEqualTo("hello s1/5@1; ");
  }

  @Test
  void handsAResultOnOnceWhenItIsRepeated() {
    ExchangeFixture talk = up(4, 4, A);
    talk.offer(1, 2);
    talk.result(1, 1);
    talk.disconnected(1006);
    talk.after(200);
    talk.connected();
    talk.welcome("s1", 5, 1, 2, true, 4);
    assertThat(talk.result(1, 1)).doesNotContain("deliver");
    assertThat(talk.result(2, 2)).contains("deliver 2");
    assertThat(talk.replies).hasSize(2);
  }

  @Test
  void resumesWhenAResultIsMissing() {
    ExchangeFixture talk = up(4, 4, A);
    talk.offer(1, 2);
    assertThat(talk.result(2, 2)).isEqualTo("hang up 4400; ");
    assertThat(talk.after(200)).isEqualTo("connect a; ");
    assertThat(talk.connected()).isEqualTo("hello s1/5@0; ");
  }

  @Test
  void asksForWhatWasAcceptedWhenTheSessionIsLost() {
    ExchangeFixture talk = up(4, 4, A);
    talk.offer(1, 2, 3);
    talk.accepted(1);
    talk.accepted(2);
    talk.disconnected(1006);
    talk.after(200);
    talk.connected();
    assertThat(talk.welcome("s2", 9, 0, 0, false, 4)).startsWith("submit 3 as 1; ");
    assertThat(talk.after(400)).contains("look up 1 at a; look up 2 at a; ");
    assertThat(talk.found(1, new Standing.Done(ending(1)))).contains("deliver 1 AGREED");
    assertThat(talk.found(2, new Standing.Open())).isEmpty();
    assertThat(talk.after(400)).contains("look up 2 at a; ");
    assertThat(talk.found(2, new Standing.Missing())).contains("submit 2 as 2; ");
    assertThat(talk.result(1, 3)).contains("deliver 3");
    assertThat(talk.result(2, 2)).contains("deliver 2");
  }

  @Test
  void acknowledgesNothingOfAnOlderEpoch() {
    ExchangeFixture talk = new ExchangeFixture(4, A);
    talk.exchange.on(new ExchangeInput.Begun(1_000_000_000L));
    talk.connected();
    talk.welcome("s1", 5, 0, 0, false, 4);
    talk.offer(1);
    talk.result(1, 1);
    talk.disconnected(1006);
    talk.after(200);
    talk.connected();
    talk.welcome("s2", 9, 0, 0, false, 4);
    assertThat(talk.wanted(5)).contains("deliver 1").doesNotContain("ack");
  }

  @Test
  void submitsAgainLaterWhenRefusedForTheMoment() {
    ExchangeFixture talk = up(4, 4, A);
    talk.offer(1);
    assertThat(talk.refused(1, true)).isEmpty();
    assertThat(talk.after(150)).doesNotContain("submit");
    assertThat(talk.after(100)).contains("submit 1 as 2; ");
  }

  @Test
  void submitsAgainForAsLongAsTheTaskIsPatientWhenTheGatewayIsBusy() {
    ExchangeFixture talk = up(4, 4, A);
    talk.offer(1);
    int tries = 1;
    long millis = 0;
    for (String said = talk.refused(1, true); !said.contains("deliver"); millis += 25) {
      said = talk.after(25);
      if (said.contains("submit")) {
        tries++;
        talk.hear(new ServerFrame.Credit(1));
        said = talk.refused(1, true);
      }
    }
    assertThat(talk.replies.getFirst().status()).isEqualTo(Reply.Status.REFUSED);
    assertThat(talk.replies.getFirst().code()).isEqualTo("BUSY");
    assertThat(millis).as("of 10,000").isBetween(8_500L, 10_000L);
    assertThat(tries).as("less and less often").isBetween(8, 20);
  }

  @Test
  void saysRefusedWhenRefusedForGood() {
    ExchangeFixture talk = up(4, 4, A);
    talk.offer(1);
    assertThat(talk.refused(1, false)).contains("deliver 1 REFUSED");
    assertThat(talk.replies.getFirst().code()).isEqualTo("BUSY");
    assertThat(talk.replies.getFirst().detail()).isEqualTo("no room");
  }

  @Test
  void refusesAPictureThatTheGatewayWouldNotTake() {
    ExchangeFixture talk = up(4, 4, A);
    assertThat(talk.offer(ExchangeFixture.submission(1, (1 << 20) + 1)))
        .isEqualTo("deliver 1 REFUSED; draw 1; ");
    assertThat(talk.offer(2)).isEqualTo("submit 2 as 1; ");
    assertThat(talk.replies.getFirst().code()).isEqualTo("picture-too-large");
    assertThat(talk.replies.getFirst().detail()).contains("1048577").contains("1048576");
  }

  @Test
  void refusesTheLargestPictureWhenTheConnectionWasClosedForItsSize() {
    for (int code : new int[] {1009, 4413}) {
      ExchangeFixture talk = up(4, 4, A);
      talk.offer(1);
      talk.offer(ExchangeFixture.submission(2, 1000));
      talk.offer(3);
      assertThat(talk.disconnected(code)).isEqualTo("deliver 2 REFUSED; ");
      assertThat(talk.replies.getFirst().code()).isEqualTo("picture-too-large");
      talk.after(200);
      talk.connected();
      assertThat(talk.welcome("s1", 5, 0, 0, true, 4))
          .containsSubsequence("submit 1 as 1; ", "submit 3 as 2; ")
          .doesNotContain("submit 2");
    }
  }

  @Test
  void refusesWhatTheNextGatewayWouldNotTake() {
    ExchangeFixture talk = up(4, 4, A, B);
    talk.offer(ExchangeFixture.submission(1, 1000));
    talk.disconnected(1006);
    talk.after(200);
    talk.connected();
    assertThat(talk.hear(new ServerFrame.Welcome("s1", 5, 0, 0, true, 1000, 999, 4)))
        .contains("deliver 1 REFUSED")
        .doesNotContain("submit");
  }

  @Test
  void failsWhenAnotherConnectionTookTheSessionOver() {
    assertThat(up(4, 4, A).disconnected(4409)).isEqualTo("hang up 1000; fail REPLACED; ");
  }

  @Test
  void resumesWhenAGatewayThatItLeftBeforeItsWelcomeTookTheSessionOver() {
    ExchangeFixture talk = up(4, 4, A, B);
    talk.disconnected(1006);
    talk.after(200);
    talk.connected();
    assertThat(talk.after(Link.GREETING_MILLIS_MAX + 1)).contains("hang up 4408");
    talk.after(200);
    talk.connected();
    talk.welcome("s1", 5, 0, 0, true, 4);
    assertThat(talk.disconnected(4409)).doesNotContain("fail");
    talk.after(200);
    talk.connected();
    talk.welcome("s1", 5, 0, 0, true, 4);
    assertThat(talk.disconnected(4409)).contains("fail REPLACED");
  }

  @Test
  void failsWhenItIsNotLetIn() {
    ExchangeFixture talk = new ExchangeFixture(4, A);
    talk.begin();
    assertThat(talk.disconnected(401)).contains("fail FORBIDDEN");
  }

  @Test
  void failsWhenNobodyAnswersForTooLong() {
    ExchangeFixture talk = new ExchangeFixture(4, A, B);
    talk.begin();
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      all.append(talk.disconnected(0)).append(talk.after(100));
    }
    assertThat(all).contains("connect b; ").contains("connect a; ").endsWith("fail UNREACHABLE; ");
  }

  @Test
  void hearsTheLastWordsAndStaysAwayForAsLongAsTheGatewayAskedFor() {
    ExchangeFixture talk = up(4, 4, A);
    talk.offer(1, 2);
    assertThat(talk.hear(new ServerFrame.GoAway("draining", 1_000))).isEmpty();
    assertThat(talk.result(1, 1)).startsWith("deliver 1 AGREED").doesNotContain("draw");
    assertThat(talk.disconnected(4503)).isEmpty();
    assertThat(talk.after(900)).isEmpty();
    assertThat(talk.after(200)).isEqualTo("connect a; ");
  }

  @Test
  void asksForATaskThatAnotherSessionHadAccepted() {
    ExchangeFixture talk = up(4, 4, A);
    talk.offer(1);
    talk.hear(new ServerFrame.Accepted(ExchangeFixture.task(1), true, false));
    assertThat(talk.after(400)).contains("look up 1 at a; ");
  }

  @Test
  void goesToAnotherGatewayAtOnceWhenSentAway() {
    ExchangeFixture talk = up(4, 4, A, B);
    assertThat(talk.hear(new ServerFrame.GoAway("draining", 60_000))).isEqualTo("hang up 1000; ");
    assertThat(talk.after(200)).isEqualTo("connect b; ");
  }

  @Test
  void goesToAnotherGatewayWhenThisOneTakesNoTasks() {
    ExchangeFixture talk = up(4, 4, A, B);
    talk.offer(1, 2);
    assertThat(talk.passedOver(1)).as("the other may still be accepted").isEmpty();
    assertThat(talk.offer(3)).as("nothing is sent that would be refused").isEmpty();
    assertThat(talk.after(1_900)).isEmpty();
    assertThat(talk.passedOver(2)).isEqualTo("hang up 1000; ");
    assertThat(talk.after(200)).isEqualTo("connect b; ");
    talk.connected();
    assertThat(talk.welcome("s1", 5, 0, 0, true, 4)).contains("submit 1 as 1; ");
  }

  @Test
  void staysWithAGatewayThatTakesNoTasksAsLongAsItHasAcceptedSome() {
    ExchangeFixture talk = up(4, 4, A, B);
    talk.offer(1, 2);
    talk.accepted(1);
    assertThat(talk.passedOver(2)).isEmpty();
    assertThat(talk.after(1_900)).isEmpty();
    assertThat(talk.result(1, 1)).contains("hang up 1000; ");
  }

  @Test
  void triesAgainWhereItHasToWaitAndGoesOnThereWhenTheCutIsOver() {
    ExchangeFixture talk = up(4, 4, A, B);
    talk.offer(1, 2);
    talk.accepted(1);
    talk.passedOver(2);
    assertThat(talk.after(2_100)).isEqualTo("submit 2 as 3; ");
    assertThat(talk.accepted(2) + talk.after(1_000)).doesNotContain("hang up");
  }

  @Test
  void holdsATaskWhoseAcceptanceMayHaveBeenLostWithTheConnection() {
    ExchangeFixture talk = up(4, 100, A, B);
    talk.offer(1);
    talk.disconnected(1006);
    talk.after(200);
    talk.disconnected(1006); // b is not there
    talk.after(400);
    talk.connected();
    talk.welcome("s1", 5, 0, 0, true, 100);
    assertThat(talk.passedOver(1) + refusing(talk, 9_000, 1)).doesNotContain("hang up");
  }

  /** Lets time pass at a gateway that takes none of these tasks. */
  private static String refusing(ExchangeFixture talk, long millis, int... tasks) {
    StringBuilder said = new StringBuilder();
    for (long passed = 0; passed < millis; passed += 100) {
      for (int task : tasks) {
        said.append(talk.passedOver(task));
      }
      said.append(talk.after(100));
    }
    return said.toString();
  }

  @Test
  void waitsForWhatAGatewayThatTakesNoTasksHasAcceptedNoLongerThanItsTime() {
    ExchangeFixture talk = up(4, 100, A, B);
    talk.offer(1);
    talk.hear(new ServerFrame.Accepted(ExchangeFixture.task(1), true, false)); // to be asked for
    talk.after(5_000);
    talk.offer(2);
    assertThat(refusing(talk, 4_800, 2)).doesNotContain("hang up");
    assertThat(refusing(talk, 2_500, 2)).contains("hang up 1000; ");
  }

  @Test
  void staysWithAGatewayThatTakesNoTasksWhenItMayHaveKeptOne() {
    ExchangeFixture talk = up(4, 100, A, B);
    talk.offer(1);
    talk.unavailable(Optional.of(ExchangeFixture.task(1)), "not-durable");
    talk.offer(2);
    assertThat(refusing(talk, 9_500, 1, 2)).doesNotContain("hang up");
    talk.offer(3);
    assertThat(refusing(talk, 3_000, 1, 2, 3)).contains("hang up 1000; ");
  }

  @Test
  void leavesAGatewayThatTakesNoTasksAlsoWithATaskThatHasLittleTimeLeft() {
    ExchangeFixture talk = up(4, 4, A, B);
    talk.offer(1);
    talk.after(9_000);
    assertThat(talk.passedOver(1)).isEqualTo("hang up 1000; ");
  }

  @Test
  void goesOnWhenAGatewayOpensNoSession() {
    ExchangeFixture talk = up(4, 4, A, B);
    talk.disconnected(1006);
    talk.after(200);
    talk.connected();
    talk.unavailable(Optional.empty(), "minority");
    talk.disconnected(4503);
    assertThat(talk.after(300)).isEqualTo("connect a; ");
    talk.connected();
    talk.welcome("s1", 5, 0, 0, true, 4);
    assertThat(talk.disconnected(4409)).as("the other will not take it").contains("REPLACED");
  }

  @Test
  void saysWhyNoGatewayOpensASession() {
    ExchangeFixture talk = new ExchangeFixture(4, A);
    talk.begin();
    for (int look = 0; look < 30; look++) {
      talk.connected();
      talk.unavailable(Optional.empty(), "minority");
      talk.disconnected(4503);
      talk.after(100);
    }
    assertThat(talk.failures).singleElement().asString().contains("2 of 5 nodes are here");
  }

  @Test
  void leavesAGatewayThatTakesNoTasksThoughAnotherHasAcceptedSome() {
    ExchangeFixture talk = up(4, 4, A, B);
    talk.offer(1);
    talk.accepted(1);
    talk.disconnected(1006);
    talk.after(200);
    talk.connected();
    talk.welcome("s1", 5, 0, 1, true, 4);
    talk.offer(2);
    assertThat(talk.passedOver(2)).contains("hang up 1000; ");
  }

  @Test
  void restsLongerFromRoundToRoundWhenNoGatewayTakesTasks() {
    ExchangeFixture talk = up(4, 100, A, B);
    talk.offer(1);
    int dials = 0;
    for (int second = 0; second < 8; second++) {
      for (int look = 0; look < 10; look++) {
        talk.passedOver(1);
        if (talk.after(100).contains("connect")) {
          dials++;
          talk.connected();
          talk.welcome("s1", 5, 0, 0, true, 4);
        }
      }
    }
    assertThat(dials).isBetween(6, 16);
    talk.accepted(1);
    talk.disconnected(1006);
    assertThat(talk.after(200)).as("one has taken it").contains("connect");
  }

  @Test
  void waitsAtTheOnlyGatewayWhenItTakesNoTasks() {
    ExchangeFixture talk = up(4, 4, A);
    talk.offer(1);
    assertThat(talk.passedOver(1)).isEmpty();
    assertThat(talk.after(1_900)).isEmpty();
    assertThat(talk.after(200)).isEqualTo("submit 1 as 2; ");
  }

  @Test
  void reconnectsWhenTheGatewayFallsSilent() {
    ExchangeFixture talk = up(4, 4, A);
    String said = talk.after(31_000);
    assertThat(said).contains("ping; ").contains("hang up 4408; ").contains("connect a; ");
  }

  @Test
  void callsATaskOffWhenAskedTo() {
    ExchangeFixture talk = up(4, 4, A);
    talk.offer(1);
    assertThat(talk.callOff(1)).isEqualTo("cancel 1; ");
    assertThat(talk.callOff(2)).isEmpty();
  }

  @Test
  void losesATaskThatNothingWasHeardOf() {
    ExchangeFixture talk = up(4, 4, A);
    talk.offer(1);
    assertThat(talk.after(11_500)).contains("cancel 1; ").contains("deliver 1 LOST");
  }

  @Test
  void timesATaskFromWhenItWasDue() {
    ExchangeFixture talk = up(4, 4, A);
    talk.exchange.on(
        new ExchangeInput.Offered(
            ExchangeFixture.submission(1).dueAt(900_000_000L), 1_000_000_000L));
    talk.after(100);
    talk.accepted(1);
    talk.after(100);
    talk.result(1, 1);
    Reply.Times times = talk.replies.getFirst().times();
    assertThat(times.ackMillis()).contains(200.0);
    assertThat(times.verdictMillis()).isEqualTo(300.0);
  }

  @Test
  void refusesATaskThatIsInFlightAlready() {
    ExchangeFixture talk = up(4, 4, A);
    talk.offer(1);
    assertThat(talk.offer(1)).contains("deliver 1 REFUSED");
    assertThat(talk.result(1, 1)).contains("deliver 1 AGREED");
  }
}
