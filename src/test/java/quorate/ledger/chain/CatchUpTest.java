package quorate.ledger.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import quorate.ledger.chain.PeerMessage.AskBlock;
import quorate.ledger.chain.ReplicaOrder.Send;
import quorate.task.Bytes;
import quorate.task.NodeId;

class CatchUpTest {
  private static final long ASK_MILLIS = 400;

  private final CatchUp catchUp = new CatchUp(ASK_MILLIS);

  @Test
  void asksForAWindowWhenAPeerIsAhead() {
    catchUp.claim(peer(1), 100);
    assertThat(catchUp.ask(0))
        .extracting(Send::message)
        .containsExactly(new AskBlock(1), new AskBlock(2), new AskBlock(3), new AskBlock(4));
    assertThat(catchUp.ask(0)).isEmpty();
    assertThat(catchUp.nextMillis()).isEqualTo(ASK_MILLIS);
  }

  @Test
  void asksNobodyWhenAPeerIsOnlyALittleQuicker() {
    catchUp.claim(peer(1), 1);
    assertThat(catchUp.ask(0)).isEmpty();
    catchUp.claim(peer(1), 1);
    assertThat(catchUp.ask(0)).containsExactly(new Send(peer(1), new AskBlock(1)));
  }

  @Test
  void turnsToAnotherWhenAPeerLetsItsTimePass() {
    catchUp.claim(peer(1), 1_000_000_000);
    catchUp.ask(0);
    catchUp.claim(peer(2), 3);
    List<Send> again = catchUp.ask(ASK_MILLIS);
    assertThat(again).extracting(Send::to).containsOnly(peer(2));
  }

  @Test
  void prefersThoseWhoKeptTheirWordWhenALiarClaimsAgain() {
    catchUp.claim(peer(1), 1_000_000_000);
    catchUp.ask(0);
    catchUp.ask(ASK_MILLIS);
    catchUp.claim(peer(1), 1_000_000_000);
    catchUp.claim(peer(2), 50);
    assertThat(catchUp.ask(ASK_MILLIS)).extracting(Send::to).containsOnly(peer(2));
  }

  @Test
  void believesNothingMoreOfWhomItHasCaught() {
    catchUp.claim(peer(1), 9);
    assertThat(catchUp.behind(1)).isTrue();
    catchUp.caught(peer(1));
    assertThat(catchUp.behind(1)).isFalse();
  }

  @Test
  void hearsNoClaimsOfMoreThanItsMaximumOfPeers() {
    for (int i = 0; i < CatchUp.PEERS_MAX; i++) {
      catchUp.claim(peer(i), 0);
    }
    catchUp.claim(peer(CatchUp.PEERS_MAX), 100);
    assertThat(catchUp.behind(1)).isFalse();
  }

  private static NodeId peer(int index) {
    byte[] key = new byte[NodeId.BYTES];
    key[0] = (byte) (index >> 8);
    key[1] = (byte) index;
    return new NodeId(Bytes.giving(key));
  }
}
