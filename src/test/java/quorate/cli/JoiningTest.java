package quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a volunteer cannot be told; nothing of it starts anything. */
class JoiningTest {
  @Test
  void refusesWhatOnlyMembersHaveNamingAllOfIt() {
    Run run =
        Run.of(
            "node", "--join", "ws://127.0.0.1:1", "--cluster-port", "5", "--http-host=127.0.0.1");
    assertThat(run.exit()).isEqualTo(Exit.USAGE);
    assertThat(run.err()).contains("--cluster-port", "--http-host").doesNotContain("--node-name");
  }

  @Test
  void refusesAnAddressThatIsNone() {
    for (String address : new String[] {"gateway.example", "ftp://g", "ws://g/path", "ws://u@g"}) {
      Run run = Run.of("node", "--join", address);
      assertThat(run.exit()).as(address).isEqualTo(Exit.USAGE);
      assertThat(run.err()).contains("expected ws://HOST:PORT or wss://HOST[:PORT]");
    }
  }

  @Test
  void refusesAnAuthorityThatIsNotThereOrThatNobodyAsksFor() {
    assertThat(Run.of("node", "--join", "wss://g", "--ca", "/nowhere").err())
        .contains("there is no file /nowhere");
    assertThat(Run.of("node", "--ca", "/nowhere").err()).contains("--ca is for volunteers");
  }
}
