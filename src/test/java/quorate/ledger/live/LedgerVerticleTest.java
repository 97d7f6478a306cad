package quorate.ledger.live;

import static org.assertj.core.api.Assertions.assertThat;
import static quorate.ledger.live.KeeperNetwork.finalHeight;
import static quorate.ledger.live.KeeperNetwork.now;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.ledger.store.FileDisk;
import quorate.node.cluster.Cluster;
import quorate.node.cluster.Members;
import quorate.task.Bytes;
import quorate.wire.Message;
import quorate.wire.Voice;
import quorate.wire.vertx.VertxBus;

/** Four keepers as verticles on four real members: every frame has been on the wire. */
@Tag("slow")
class LedgerVerticleTest {
  private final String network = "ledger-test-" + new SecureRandom().nextLong();

  @Test
  void transfersAreFinalOverARealBusWhateverElseIsSaidOnIt(@TempDir Path folder) throws Exception {
    KeeperNetwork parts = new KeeperNetwork(folder, 4);
    List<Cluster> members = new ArrayList<>();
    List<Keeper> keepers = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        Cluster[] first = members.stream().limit(1).toArray(Cluster[]::new);
        Cluster member = Members.join(network, KeeperNetwork.validator(i), first);
        members.add(member);
        Voice voice = Voice.of(KeeperNetwork.validator(i), network);
        VertxBus bus = new VertxBus(member.vertx(), voice, parts.refused::add);
        bus.start().await(60, TimeUnit.SECONDS);
        Keeper keeper = parts.open(i, FileDisk.in(folder.resolve("votes" + i)));
        keepers.add(keeper);
        member.vertx().deployVerticle(new LedgerVerticle(bus, keeper)).await(60, TimeUnit.SECONDS);
        bus.tell(garbage());
      }
      long height = finalHeight(keepers.get(0).submit(parts.transfer(0, 0, 1, 5)));
      assertThat(height).isPositive();
      KeeperNetwork.reached(keepers.get(3), height);
      long balance =
          now(
              keepers
                  .get(3)
                  .read(view -> view.state().account(KeeperNetwork.account(1)).balance()));
      assertThat(balance).isEqualTo(KeeperNetwork.RICH + 5);
      assertThat(parts.refused).isNotEmpty();
    } finally {
      members.forEach(member -> member.vertx().close().await());
      keepers.forEach(Keeper::close);
      members.forEach(Members::kill);
    }
  }

  private static Message.LedgerPart garbage() {
    Bytes bytes = Bytes.giving(new byte[] {99, 1, 2, 3});
    return new Message.LedgerPart(quorate.task.Digest.of(bytes), bytes.size(), 0, bytes);
  }
}
