package quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.gateway.access.ApiKeyFile;
import quorate.gateway.access.ApiKeys;

class KeyCommandTest {
  @TempDir private Path folder;

  private JsonObject json(int exit, String... args) {
    String[] all = java.util.Arrays.copyOf(args, args.length + 4);
    all[args.length] = "--node-data-dir";
    all[args.length + 1] = folder.toString();
    all[args.length + 2] = "--output";
    all[args.length + 3] = "json";
    Run run = Run.of(all);
    assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    return new JsonObject(run.out());
  }

  @Test
  void keepsOnlyTheDigestOfAKeyAndForgetsARevokedOne() throws IOException {
    String key = json(Exit.OK, "key", "create", "camera-1").getString("key");
    ApiKeyFile file = ApiKeyFile.in(folder);
    assertThat(Files.readString(file.path())).doesNotContain(key);
    assertThat(file.load().owner(key)).hasValue(ApiKeys.digest(key));
    assertThat(json(Exit.OK, "key", "list").getJsonArray("keys").getJsonObject(0).getString("name"))
        .isEqualTo("camera-1");
    json(Exit.USAGE, "key", "create", "camera-1");
    json(Exit.USAGE, "key", "create", "no spaces");
    json(Exit.OK, "key", "revoke", "camera-1");
    assertThat(file.load()).isEqualTo(ApiKeys.NONE);
    json(Exit.FAILED, "key", "revoke", "camera-1");
  }

  @Test
  void saysWhichLineIsNone() throws IOException {
    Files.writeString(ApiKeyFile.in(folder).path(), "# keys\nnonsense\n");
    assertThat(json(Exit.FAILED, "key", "list").encode()).contains("line 2");
  }
}
