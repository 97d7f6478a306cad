package quorate.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import quorate.gateway.GatewayLimits;
import quorate.gateway.LocalNetwork;
import quorate.gateway.MemoryBook;
import quorate.gateway.Pictures;
import quorate.wire.Note;

/** The JavaScript client, in Node, against two real gateways of one network. */
@Tag("slow")
@ExtendWith(VertxExtension.class)
class SdkTest {
  private static final Path ROOT =
      Path.of(System.getProperty("project.root", ".")).toAbsolutePath();

  @Test
  void keepsToTheProtocol(Vertx vertx, @TempDir Path folder)
      throws IOException, InterruptedException {
    MemoryBook book = new MemoryBook();
    LocalNetwork network = new LocalNetwork();
    GatewayLimits limits = GatewayLimits.DEFAULTS.withInFlight(16, 200);
    PaidTasks paid = new PaidTasks(false);
    TestGateway here = TestGateway.paid(vertx, network.node(1), book, limits, paid);
    here.bus.heed(
        Note.LeadTask.class,
        note -> note.task().payment().ifPresent(order -> paid.settle(note.task().id().toString())));
    TestGateway there = TestGateway.start(vertx, network.node(2), book, limits);
    Path picture = Files.write(folder.resolve("picture.jpg"), Pictures.jpeg(64, 48).toArray());
    String node = Optional.ofNullable(System.getenv("PLAYWRIGHT_NODEJS_PATH")).orElse("node");
    ProcessBuilder run =
        new ProcessBuilder(
            node,
            "--experimental-websocket",
            "--test",
            ROOT.resolve("src/test/resources/sdk/quorate.test.mjs").toString());
    run.environment().put("QUORATE_SDK", ROOT.resolve("webroot/sdk/quorate.js").toUri().toString());
    run.environment()
        .put("QUORATE_URLS", "ws://127.0.0.1:" + here.port() + ",ws://127.0.0.1:" + there.port());
    run.environment().put("QUORATE_PICTURE", picture.toString());
    Path said = folder.resolve("said.txt");
    Process process = run.redirectErrorStream(true).redirectOutput(said.toFile()).start();
    boolean ended = process.waitFor(120, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended && process.exitValue() == 0)
        .as(Files.readString(said, StandardCharsets.UTF_8))
        .isTrue();
  }
}
