package quorate.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quorate.gateway.GatewayCounts;
import quorate.inference.Load;

class DashboardTest {
  private static final Pattern NAMES = Pattern.compile("quorate_[a-z_]+");

  @ParameterizedTest
  @ValueSource(strings = {"quorate-dashboard.json", "quorate-alerts.yaml"})
  void asksOnlyForWhatIsMeasured(String file) throws Exception {
    Metrics metrics = new Metrics();
    Gauges.plug(
        metrics,
        new Refusals(),
        () -> Load.NONE,
        () -> new GatewayCounts(0, 0, false, 0, 0, 0, 0, 0, 0, Map.of()),
        () -> 0);
    var unused = new TaskTimes(metrics, Clock.systemUTC());
    Vertx vertx = Vertx.vertx();
    HealthRoutes.mount(Router.router(vertx), new Health(), new Startup(), metrics);
    vertx.close().toCompletionStage().toCompletableFuture().get();
    String measured = metrics.scrape();
    assertThat(NAMES.matcher(text(file)).results().map(MatchResult::group))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(measured).containsPattern("(?m)^" + name + "[ {]"));
  }

  private static String text(String file) throws IOException {
    try (InputStream in = DashboardTest.class.getResourceAsStream("/dist/grafana/" + file)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
