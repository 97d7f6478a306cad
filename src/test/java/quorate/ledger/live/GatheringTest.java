package quorate.ledger.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import quorate.ledger.chain.PeerMessage.Waiting;
import quorate.ledger.state.SignedTransaction;

class GatheringTest {
  private static final KeeperNetwork NETWORK = new KeeperNetwork(Path.of("unused"), 4);

  private final Gathering gathering = new Gathering();

  @Test
  void saysTogetherWhatCameWithinAMoment() {
    SignedTransaction first = NETWORK.transfer(0, 0, 1, 5);
    SignedTransaction second = NETWORK.transfer(0, 1, 1, 5);
    assertThat(gathering.add(new Waiting(List.of(first)), 100)).isEmpty();
    assertThat(gathering.add(new Waiting(List.of(second)), 110)).isEmpty();
    assertThat(gathering.due(119)).isEmpty();
    assertThat(gathering.dueMillis()).isEqualTo(120);
    assertThat(gathering.due(120)).containsExactly(new Waiting(List.of(first, second)));
    assertThat(gathering.due(10_000)).isEmpty();
  }

  @Test
  void saysAtOnceWhatFillsAMessage() {
    List<SignedTransaction> many =
        IntStream.range(0, 63).mapToObj(nonce -> NETWORK.transfer(0, nonce, 1, 5)).toList();
    SignedTransaction last = NETWORK.transfer(0, 63, 1, 5);
    assertThat(gathering.add(new Waiting(many), 100)).isEmpty();
    List<Waiting> said = gathering.add(new Waiting(List.of(last)), 101);
    assertThat(said).hasSize(1);
    assertThat(said.getFirst().transactions()).hasSize(64).endsWith(last);
    assertThat(gathering.dueMillis()).isEqualTo(Long.MAX_VALUE);
  }
}
