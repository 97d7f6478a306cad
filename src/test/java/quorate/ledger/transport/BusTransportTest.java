package quorate.ledger.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import quorate.gateway.LocalNetwork;
import quorate.task.Bytes;
import quorate.task.NodeId;

class BusTransportTest {
  private final LocalNetwork network = new LocalNetwork();
  private final List<BusTransport> nodes =
      List.of(
          new BusTransport(network.node(1)),
          new BusTransport(network.node(2)),
          new BusTransport(network.node(3)));
  private final Map<NodeId, List<Bytes>> heard = new TreeMap<>();
  private final List<NodeId> speakers = new ArrayList<>();

  @BeforeEach
  void listen() {
    for (BusTransport node : nodes) {
      heard.put(node.self(), new ArrayList<>());
      node.hear((speaker, frame) -> {
        speakers.add(speaker);
        heard.get(node.self()).add(frame);
      });
    }
  }

  @Test
  void allOthersHearWhatIsToldAsItWasTold() {
    Bytes frame = Bytes.giving(new byte[700_000]);
    nodes.get(0).tell(frame);
    assertThat(heard.get(nodes.get(0).self())).isEmpty();
    assertThat(heard.get(nodes.get(1).self())).containsExactly(frame);
    assertThat(heard.get(nodes.get(2).self())).containsExactly(frame);
    assertThat(speakers).containsOnly(nodes.get(0).self());
  }

  @Test
  void onlyTheAddresseeHearsWhatIsSaid() {
    Bytes frame = Bytes.giving(new byte[] {7});
    nodes.get(0).say(nodes.get(2).self(), frame);
    assertThat(heard.get(nodes.get(1).self())).isEmpty();
    assertThat(heard.get(nodes.get(2).self())).containsExactly(frame);
  }
}
