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
  void rotatedKeyIsTheSameClientAndBothHoldForAWhile() throws IOException {
    String old =
        json(Exit.OK, "key", "create", "dash", "--scopes", "read", "--rate", "5", "--valid", "90d")
            .getString("key");
    String next = json(Exit.OK, "key", "rotate", "dash", "--overlap", "1h").getString("key");
    ApiKeys keys = ApiKeyFile.in(folder).load();
    assertThat(keys.owner(old)).isEqualTo(keys.owner(next)).isPresent();
    JsonObject listed = json(Exit.OK, "key", "list");
    assertThat(listed.getJsonArray("keys")).hasSize(2);
    assertThat(listed.encode()).contains("[\"read\"]", "\"rate\":5").doesNotContain(old, next);
    json(Exit.FAILED, "key", "rotate", "nobody");
    json(Exit.USAGE, "key", "rotate", "dash", "--overlap", "soon");
    json(Exit.USAGE, "key", "create", "x", "--scopes", "root");
    json(Exit.USAGE, "key", "create", "x", "--rate", "-1");
    json(Exit.USAGE, "key", "create", "x", "--valid", "soon");
    json(Exit.OK, "key", "revoke", "dash");
    assertThat(ApiKeyFile.in(folder).load()).isEqualTo(ApiKeys.NONE);
  }

  @Test
  void saysWhichLineIsNone() throws IOException {
    Files.writeString(ApiKeyFile.in(folder).path(), "# keys\nnonsense\n");
    assertThat(json(Exit.FAILED, "key", "list").encode()).contains("line 2");
  }
}
