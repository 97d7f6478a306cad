package quorate.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import quorate.task.Bytes;
import quorate.wire.VectorsContract;

/** What is recorded and proven; a changed line means another chain. */
class LedgerVectorsTest extends VectorsContract {
  @Override
  protected String file() {
    return "ledger/state-vectors.txt";
  }

  @Override
  protected List<Sample<?>> samples() {
    return LedgerSamples.all();
  }

  @Override
  protected Map<String, Bytes> derived() {
    return LedgerSamples.digests();
  }

  @Test
  void everyOperationAndEveryEntryHasASample() {
    assertThat(LedgerSamples.operations().stream().map(Object::getClass))
        .containsExactlyInAnyOrder(Operation.class.getPermittedSubclasses());
    assertThat(LedgerSamples.entries().stream().map(Object::getClass))
        .containsExactlyInAnyOrder(Entry.class.getPermittedSubclasses());
  }
}
