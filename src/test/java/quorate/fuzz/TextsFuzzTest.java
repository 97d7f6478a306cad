package quorate.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import quorate.ledger.audit.ChainFixture;
import quorate.ledger.state.Address;
import quorate.ledger.state.Genesis;
import quorate.node.Trouble;
import quorate.node.ledger.GenesisFile;
import quorate.node.ledger.GenesisText;

/** What people type and hand on. */
class TextsFuzzTest {
  static Stream<byte[]> geneses() {
    return Stream.of("a \"name\"\n", "\u0085\u2028\ufeff\ud83d\ude00")
        .map(name -> utf8(GenesisText.of(ChainFixture.named(name).genesis())));
  }

  @MethodSource("geneses")
  @FuzzTest
  void aGenesisIsRefusedWithWordsOrWrittenAsItIsRead(byte[] data) {
    try {
      Genesis genesis = GenesisFile.parse(new String(data, StandardCharsets.UTF_8));
      assertThat(GenesisFile.parse(GenesisText.of(genesis))).isEqualTo(genesis);
    } catch (Trouble refused) {
      assertThat(refused.what()).startsWith("the genesis is refused");
    }
  }

  static Stream<byte[]> addresses() {
    return IntStream.range(0, ChainFixture.PEOPLE)
        .mapToObj(i -> utf8(Address.of(ChainFixture.id(i))));
  }

  @MethodSource("addresses")
  @FuzzTest
  void anAddressIsRefusedWithWordsOrHasThisText(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    try {
      assertThat(Address.of(Address.parse(text))).isEqualTo(text.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageContaining("address");
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
