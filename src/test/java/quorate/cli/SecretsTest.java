package quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.client.ClientOptions;
import quorate.gateway.access.Doorkeeper;
import quorate.node.Identity;
import quorate.wire.Keys;
import quorate.wire.Samples;

/** No secret is printed, whatever is asked for and whatever fails. */
class SecretsTest {
  private static final String KEY = "qk_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0czE";
  private static final String DIGEST = "5e".repeat(32);

  @TempDir private Path folder;

  private static void silent(String secret, String... args) {
    Run run = Run.of(args);
    assertThat(run.out() + run.err()).as(String.join(" ", args)).doesNotContain(secret);
    assertThat(run.out() + run.err()).isNotEmpty();
  }

  @Test
  void configurationIsShownWithoutKeys() throws Exception {
    Path file = folder.resolve("quorate.yaml");
    Files.writeString(file, "gateway:\n  keys: [" + DIGEST + "]\n");
    silent(DIGEST, "config", "show", "--config", file.toString());
    silent(DIGEST, "config", "show", "--config", file.toString(), "--output", "json");
    String broken = DIGEST.substring(1) + "!";
    Files.writeString(file, "gateway:\n  keys: [" + broken + "]\n");
    silent(broken, "config", "check", file.toString());
  }

  @Test
  void callerIsPrintedWithoutWhatLetsItIn() {
    String caller =
        new Doorkeeper.Caller("Bearer " + KEY, "quorate.v1.json, " + KEY, "o", "h", "a").toString();
    assertThat(caller).contains("origin=o", "host=h", "address=a").doesNotContain(KEY);
  }

  @Test
  void keyOfAClientIsNotRepeatedWhenItFails() throws Exception {
    Path picture = Files.write(folder.resolve("a.png"), new byte[] {1});
    silent(KEY, "submit", picture.toString(), "--server", "nonsense", "--api-key", KEY);
    silent(KEY, "ledger", "explain", "1", "--server", "http://127.0.0.1:1", "--api-key", KEY);
  }

  @Test
  void keysOfNodesAndNetworksAreNotShown() {
    String data = folder.resolve("data").toString();
    String secret = HexFormat.of().formatHex(Samples.BOB.secret());
    assertThat(folder.resolve("data").toFile().mkdir()).isTrue();
    Identity.write(Samples.BOB, folder.resolve("data").resolve(Identity.FILE));
    silent(secret, "identity", "show", "--node-data-dir", data);
    silent(secret, "identity", "export", "--node-data-dir", data, "--secret-to", data + "/copy");
    String authority = folder.resolve("authority").toString();
    Run.of("network", "init", authority, "--name", "cameras");
    Keys made = Identity.read(folder.resolve("authority/authority.key"));
    String own = HexFormat.of().formatHex(made.secret());
    for (String command : List.of("show", "list", "init")) {
      silent(own, "network", command, authority, "--output", "json");
    }
    assertThat(made + " " + Samples.BOB).doesNotContain(own).doesNotContain(secret);
  }

  @Test
  void optionsOfAClientAreWrittenWithoutTheKey() {
    ClientOptions options =
        ClientOptions.to(java.net.URI.create("wss://a.example")).withApiKey(Optional.of(KEY));
    assertThat(options.toString()).doesNotContain(KEY);
  }
}
