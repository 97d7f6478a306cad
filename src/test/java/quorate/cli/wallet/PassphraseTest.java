package quorate.cli.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PassphraseTest {
  @Test
  void comesFromTheEnvironmentWhenNoFileIsNamed() {
    Map<String, String> environment = Map.of(Passphrase.VARIABLE, "correct horse");
    assertThat(new Passphrase().given(environment).orElseThrow())
        .isEqualTo("correct horse".toCharArray());
    assertThat(new Passphrase().given(Map.of())).isEmpty();
  }
}
