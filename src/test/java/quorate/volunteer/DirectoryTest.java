package quorate.volunteer;

import static org.assertj.core.api.Assertions.assertThat;
import static quorate.volunteer.Doors.ANN;
import static quorate.volunteer.Doors.BOB;
import static quorate.volunteer.Doors.GATEWAY;
import static quorate.volunteer.Doors.LEADER;
import static quorate.volunteer.Doors.START;
import static quorate.volunteer.Doors.voice;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.Reason;
import quorate.volunteer.DirectoryOrder.Gone;
import quorate.volunteer.DirectoryOrder.Moved;
import quorate.volunteer.DirectoryOrder.Refuse;
import quorate.volunteer.DirectoryOrder.Route;
import quorate.volunteer.DirectoryOrder.Show;
import quorate.volunteer.DirectoryOrder.Unroute;
import quorate.wire.Keys;
import quorate.wire.Message.KeptVolunteer;
import quorate.wire.Message.LostVolunteer;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Message.VolunteerSeen;
import quorate.wire.Message.VolunteersKept;
import quorate.wire.Message.VolunteersLost;
import quorate.wire.Received.Good;
import quorate.wire.Signed;

/** What a node knows of volunteers, wherever they are. */
class DirectoryTest {
  private static final Keys OTHER = Doors.keys(9);
  private static final Digest SITE = Doors.from("203.0.113.7").digest();

  private final Directory directory = new Directory(voice(Doors.keys(8)), START);
  private long now = START;

  @Test
  void showsAVolunteerAsANodeThatNobodyCanCall() {
    List<DirectoryOrder> orders = kept(GATEWAY, ANN, 7);
    assertThat(orders.getFirst()).isEqualTo(new Route(ANN.id(), GATEWAY.id()));
    Good<NodeSeen> shown = shown(orders).getFirst();
    assertThat(shown.speaker()).isEqualTo(ANN.id());
    assertThat(shown.said().volunteer()).isTrue();
    assertThat(shown.said().operator()).isEqualTo("volunteers of " + SITE.hex().substring(0, 8));
  }

  @Test
  void showsItAgainSoThatNoRoomForgetsIt() {
    kept(GATEWAY, ANN, 7);
    assertThat(shown(pass(20_000))).hasSize(5);
  }

  @Test
  void believesNoGatewayThatSpeaksForWhoNamesAnother() {
    Signed said = voice(ANN).sign(new VolunteerSeen(GATEWAY.id(), 7, Doors.seen("op")));
    assertThat(hear(OTHER, said)).containsExactly(new Refuse(Reason.NOT_ASSIGNED));
    Signed forged = new Signed(said.network(), ANN.id(), said.body(), Bytes.giving(new byte[64]));
    assertThat(hear(GATEWAY, forged)).containsExactly(new Refuse(Reason.BAD_SIGNATURE));
    assertThat(directory.size()).isZero();
  }

  @Test
  void laterSessionAtAnotherGatewayWinsWhateverComesFirst() {
    kept(GATEWAY, ANN, 7);
    List<DirectoryOrder> moved = kept(OTHER, ANN, 8);
    assertThat(moved).contains(new Route(ANN.id(), OTHER.id()));
    assertThat(moved).contains(new Moved(ANN.id(), OTHER.id(), 8));
    assertThat(kept(GATEWAY, ANN, 7)).containsExactly(new Refuse(Reason.STALE_EPOCH));
    lost(GATEWAY, ANN, 7);
    assertThat(of(pass(10_000), Gone.class)).isEmpty();
    assertThat(directory.session(ANN.id())).isEqualTo(8);
  }

  @Test
  void keepsALostOneForAWhileWithoutNewTasksAndThenForgetsIt() {
    kept(GATEWAY, ANN, 7);
    lost(GATEWAY, ANN, 7);
    List<DirectoryOrder> first = pass(200);
    assertThat(shown(first).getFirst().said().slots()).isZero();
    assertThat(of(pass(Directory.GRACE_MILLIS), Gone.class)).hasSize(1);
    assertThat(directory.size()).isZero();
  }

  @Test
  void isAsItWasWhenItIsBackInTime() {
    kept(GATEWAY, ANN, 7);
    lost(GATEWAY, ANN, 7);
    pass(1_000);
    assertThat(shown(kept(GATEWAY, ANN, 8)).getFirst().said().slots()).isEqualTo(2);
    assertThat(of(pass(20_000), Gone.class)).isEmpty();
  }

  @Test
  void losesAllOfAGatewayThatIsGoneAndNoneOfOthers() {
    kept(GATEWAY, ANN, 7);
    kept(OTHER, BOB, 7);
    directory.on(new DirectoryInput.NodeGone(GATEWAY.id(), now));
    List<DirectoryOrder> orders = pass(10_000);
    assertThat(orders).contains(new Gone(ANN.id()), new Unroute(ANN.id()));
    assertThat(of(orders, Gone.class)).hasSize(1);
  }

  @Test
  void isAsItWasWhenItsGatewayIsBackFromBeyondACut() {
    kept(GATEWAY, ANN, 7);
    directory.on(new DirectoryInput.NodeGone(GATEWAY.id(), now));
    assertThat(shown(pass(1_000)).getFirst().said().slots()).isZero();
    assertThat(shown(kept(GATEWAY, ANN, 7)).getFirst().said().slots()).isEqualTo(2);
    assertThat(of(pass(20_000), Gone.class)).isEmpty();
  }

  @Test
  void losesOneOfWhichItsGatewayHasNotSpokenForLong() {
    kept(GATEWAY, ANN, 7);
    assertThat(of(pass(Directory.UNHEARD_MILLIS), Gone.class)).isEmpty();
    assertThat(of(pass(10_000), Gone.class)).hasSize(1);
  }

  @Test
  void doesNotLetAnotherGatewaySayThatItIsLost() {
    kept(GATEWAY, ANN, 7);
    lost(OTHER, ANN, 7);
    assertThat(of(pass(10_000), Gone.class)).isEmpty();
  }

  @Test
  void countsVolunteersOfOneBlockOrOneWordAsOneOperator() {
    String ann = operator(ANN, "Ann's", "203.0.113.7");
    assertThat(operator(BOB, "Bob's", "203.0.113.200")).isEqualTo(ann);
    assertThat(operator(OTHER, "Ann's", "198.51.100.1")).isEqualTo(ann);
    assertThat(operator(LEADER, "Carl's", "192.0.2.1")).isNotEqualTo(ann);
    String local = operator(Doors.keys(20), "A", "127.0.0.1");
    assertThat(operator(Doors.keys(21), "B", "127.0.0.1")).isNotEqualTo(local);
    assertThat(operator(Doors.keys(22), "A", "127.0.0.2")).isEqualTo(local);
  }

  @Test
  void forgetsABlockOfAddressesWhenNobodyIsInIt() {
    Groups groups = new Groups();
    Digest home = Doors.from("203.0.113.7").digest();
    Groups.Group group = groups.join(ANN.id(), home, "us");
    for (int i = 0; i < 10; i++) {
      Digest away = Doors.from("198.51." + i + ".1").digest();
      assertThat(groups.join(BOB.id(), away, "us")).isSameAs(group);
      assertThat(groups.join(OTHER.id(), away, "them")).isSameAs(group);
      groups.leave(BOB.id(), away, group);
      assertThat(groups.blocks()).isEqualTo(2);
      groups.leave(OTHER.id(), away, group);
    }
    assertThat(groups.blocks()).isEqualTo(1);
  }

  @Test
  void tellsBlocksOfAddressesApart() {
    assertThat(Doors.from("203.0.113.7")).isEqualTo(Doors.from("203.0.113.255"));
    assertThat(Doors.from("203.0.113.7")).isNotEqualTo(Doors.from("203.0.114.7"));
    assertThat(Doors.from("::ffff:203.0.113.9")).isEqualTo(Doors.from("203.0.113.7"));
    assertThat(Doors.from("2001:db8:1:2::1")).isEqualTo(Doors.from("2001:db8:1:99:0:0:0:7"));
    assertThat(Doors.from("2001:db8:1::1")).isNotEqualTo(Doors.from("2001:db8:2::1"));
    assertThat(Doors.from("127.0.0.1").loopback()).isTrue();
    assertThat(Doors.from("0:0:0:0:0:0:0:1").loopback()).isTrue();
    assertThat(Doors.from("nonsense")).isNotEqualTo(Doors.from("other nonsense"));
  }

  @Test
  void wakesEachOnceWhenItsTimeHasComeHoweverLongThatTakes() {
    Wheel<String> wheel = new Wheel<>(100, 8, START);
    wheel.set("soon", START + 250);
    wheel.set("late", START + 5_000);
    wheel.set("moved", START + 300);
    wheel.set("moved", START + 900);
    wheel.set("never", START + 200);
    wheel.cancel("never");
    assertThat(wheel.due(START + 200)).isEmpty();
    assertThat(wheel.due(START + 600)).containsExactly("soon");
    assertThat(wheel.due(START + 1_000)).containsExactly("moved");
    assertThat(wheel.due(START + 4_900)).isEmpty();
    assertThat(wheel.due(START + 60_000)).containsExactly("late");
    assertThat(wheel.size()).isZero();
  }

  // ---- what is said

  private List<DirectoryOrder> kept(Keys gateway, Keys volunteer, long session) {
    VolunteerSeen seen = new VolunteerSeen(gateway.id(), session, Doors.seen("op"));
    return hear(gateway, voice(volunteer).sign(seen));
  }

  private List<DirectoryOrder> hear(Keys gateway, Signed said) {
    return hear(gateway, new KeptVolunteer(said, SITE));
  }

  private String operator(Keys volunteer, String claim, String address) {
    VolunteerSeen seen = new VolunteerSeen(GATEWAY.id(), 7, Doors.seen(claim));
    Signed said = voice(volunteer).sign(seen);
    KeptVolunteer kept = new KeptVolunteer(said, Doors.from(address).digest());
    return shown(hear(GATEWAY, kept)).getFirst().said().operator();
  }

  @SuppressWarnings("unchecked")
  private List<DirectoryOrder> hear(Keys gateway, KeptVolunteer kept) {
    var heard = (Good<VolunteersKept>) Doors.said(gateway, new VolunteersKept(List.of(kept)));
    return directory.on(new DirectoryInput.Kept(heard, now));
  }

  @SuppressWarnings("unchecked")
  private void lost(Keys gateway, Keys volunteer, long session) {
    LostVolunteer lost = new LostVolunteer(volunteer.id(), session);
    var heard = (Good<VolunteersLost>) Doors.said(gateway, new VolunteersLost(List.of(lost)));
    directory.on(new DirectoryInput.Lost(heard, now));
  }

  private List<DirectoryOrder> pass(long millis) {
    List<DirectoryOrder> orders = new ArrayList<>();
    for (long until = now + millis; now < until; ) {
      now += 100;
      orders.addAll(directory.on(new DirectoryInput.Tick(now)));
    }
    return orders;
  }

  private static List<Good<NodeSeen>> shown(List<DirectoryOrder> orders) {
    return of(orders, Show.class).stream().map(Show::seen).toList();
  }

  private static <O extends DirectoryOrder> List<O> of(List<DirectoryOrder> orders, Class<O> type) {
    return orders.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
