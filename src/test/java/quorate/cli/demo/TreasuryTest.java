package quorate.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.PaymentTerms;
import quorate.node.Identity;
import quorate.node.ledger.GenesisFile;

class TreasuryTest {
  @TempDir Path folder;

  @Test
  void writesAGenesisOfTheNodesThatAreToBeStarted() throws Exception {
    List<String> names = IntStream.range(0, 7).mapToObj(i -> "n" + i).toList();
    Treasury treasury = Treasury.found(folder, names);
    assertThat(GenesisFile.read(treasury.file())).isEqualTo(treasury.genesis());
    assertThat(treasury.genesis().validators().seats())
        .extracting(seat -> seat.validator())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 4)
                .mapToObj(i -> Identity.openOrDraw(folder.resolve("n" + i)).id())
                .toList());
    assertThat(treasury.genesis().supply())
        .isEqualTo(Treasury.CLIENT_CREDITS + 7 * Treasury.NODE_CREDITS);
  }

  @Test
  void hasTwoOfThreeNodesVouchForWhatIsPaid() throws Exception {
    PaymentTerms terms = Treasury.found(folder, List.of("a", "b", "c", "d")).terms(3);
    assertThat(terms.settlers()).hasSize(3).isSorted();
    assertThat(terms.threshold()).isEqualTo(2);
    assertThat(terms.pricePerTask()).isEqualTo(30);
  }

  @Test
  void doesWithOneNode() throws Exception {
    Treasury treasury = Treasury.found(folder, List.of("alone"));
    assertThat(treasury.terms(1).settlers())
        .containsExactlyElementsOf(treasury.nodes().values().stream().map(AccountId::of).toList());
  }
}
