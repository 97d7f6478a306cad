package quorate.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.ReducedMotion;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quorate.task.Place;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.wire.Message.Standing;

/** The page as a person meets it: real Chromium, real server, real feed. */
@Tag("browser")
@Tag("slow")
class MapPageTest {
  private static final String IDLE_FRAMES =
      "async () => { const n = quorateProbe.counters().packets;"
          + " await new Promise(r => setTimeout(r, 700)); return quorateProbe.counters().packets - n; }";

  @SuppressWarnings("NullAway.Init")
  private static Chromium chromium;

  private final List<String> complaints = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private MapServer server;

  @SuppressWarnings("NullAway.Init")
  private Page page;

  @BeforeAll
  static void launch() {
    chromium = Chromium.launch();
  }

  @AfterAll
  static void quit() {
    chromium.close();
  }

  @BeforeEach
  void serve() {
    server = MapServer.start(0);
    moveIn();
  }

  /** Six nodes move in. */
  private void moveIn() {
    server.town.add("helsinki", Optional.of(new Place(60, 25)), Standing.READY);
    server.town.add("nairobi", Optional.of(new Place(-1, 37)), Standing.READY);
    server.town.add("nairobi-2", Optional.of(new Place(-1, 37)), Standing.READY);
    server.town.add("tokyo", Optional.of(new Place(36, 140)), Standing.READY);
    server.town.add("montreal", Optional.of(new Place(45, -74)), Standing.DRAINING);
    server.town.add("nowhere", Optional.empty(), Standing.READY);
  }

  @AfterEach
  void stop() {
    page.context().close();
    server.close();
    assertThat(complaints).isEmpty();
  }

  @Test
  void showsTheSameNumberOfNodesOnTheMapInTheTableAndInTheApi() {
    open(new Browser.NewContextOptions());
    page.waitForFunction("() => quorateProbe.counts().map === 6");

    server.town.remove(server.town.ids().get(3));
    server.town.add("paris", Optional.of(new Place(48, 2)), Standing.READY);
    server.town.add("lyon", Optional.empty(), Standing.READY);

    page.waitForFunction("() => quorateProbe.counts().map === 8"); // the departed is still shown
    page.waitForFunction("() => quorateProbe.counts().nodes === 8");
    Object api =
        page.evaluate("async () => (await (await fetch('/v1/nodes')).json()).nodes.length");
    assertThat(api).isEqualTo(8);
    page.locator("#tables").scrollIntoViewIfNeeded();
    assertThat(page.textContent("#count-nodes")).isEqualTo("8");
    assertThat(page.textContent("#figure-nodes")).isEqualTo("8");
    page.waitForFunction("() => document.querySelectorAll('#panel-nodes tbody tr').length === 8");
  }

  @Test
  void showsATaskFromItsAcceptanceToItsVerdict() {
    open(new Browser.NewContextOptions());
    live();
    long now = System.currentTimeMillis();
    var ids = server.town.ids();
    Task task = server.town.accept(ids.get(1), now, 35);
    server.town.assign(task, ids.subList(2, 5), now + 40);
    Locator row = page.locator("#latest-list a");
    row.waitFor();
    assertThat(row.textContent()).contains("Being answered");
    row.click();

    server.town.decide(task, ids.subList(2, 4), ids.subList(4, 5), now + 420);

    page.locator("#details .picture img").waitFor();
    assertThat(page.textContent("#details .badge")).isEqualTo("Agreed");
    assertThat(page.locator("#details .clock-row").allTextContents())
        .containsExactly("Acknowledged35 msof 1 s", "Verdict420 msof 4 s");
    assertThat(page.locator("#details .ballots li").count()).isEqualTo(3);
    assertThat(page.locator("#details .ballots li.dissents").textContent()).contains("montreal");
    assertThat(page.locator(".overlay .voice").count()).isEqualTo(4 + 4 + 2);

    page.locator("#voice-2").uncheck();
    assertThat(page.locator(".overlay .voice").count()).isEqualTo(8);
    assertThat(page.locator("#voice-2").evaluate("box => box === document.activeElement"))
        .isEqualTo(true);
    page.locator("#details-large").click();
    page.locator("dialog[open] .picture").waitFor();
    page.keyboard().press("Escape");
    page.keyboard().press("Escape");
    page.locator("#latest").waitFor();
  }

  @Test
  void handsOnSignedAnswersWhereALinkCouldCarryNoKey() throws IOException {
    open(new Browser.NewContextOptions());
    live();
    page.evaluate("() => { document.getElementById('try-key').value = 'secret'; }");
    long now = System.currentTimeMillis();
    var ids = server.town.ids();
    Task task = server.town.accept(ids.get(1), now, 35);
    server.town.assign(task, ids.subList(2, 5), now + 40);
    server.town.decide(task, ids.subList(2, 4), ids.subList(4, 5), now + 420);
    page.locator("#latest-list a").click();
    Locator link =
        page.locator("#details .facts a", new Page.LocatorOptions().setHasText("signed"));
    link.waitFor();

    Download download = page.waitForDownload(link::click);

    assertThat(download.suggestedFilename()).isEqualTo(task.id() + ".proof.json");
    assertThat(Files.readString(download.path())).contains("\"taskId\": \"" + task.id() + "\"");
  }

  @Test
  void saysHowManyRowsThereAreOnlyWhenAVisitorFilters() {
    open(new Browser.NewContextOptions());
    live();
    page.locator("#tables").scrollIntoViewIfNeeded();
    Locator aloud = page.locator("#panel-nodes [role=status]");
    server.town.add("paris", Optional.of(new Place(48, 2)), Standing.READY);
    page.waitForFunction("() => quorateProbe.counts().nodes === 7");
    page.waitForFunction(
        "() => document.querySelector('#panel-nodes .table-tools .aside').textContent"
            + " === '7 nodes'");
    assertThat(aloud.textContent()).isEmpty();

    page.locator("#panel-nodes input").fill("nairobi");

    assertThat(aloud.textContent()).isEqualTo("2 of 7 nodes");
  }

  @Test
  void answersAVisitorsPicture() {
    open(new Browser.NewContextOptions());
    live();
    page.waitForFunction("() => !document.getElementById('choose').disabled");
    page.locator("#file")
        .setInputFiles(
            new FilePayload(
                "mine.png",
                "image/png",
                Gallery.png(Town.honest(TaskId.of(new UUID(1, 1))).found())));

    page.locator("#details .picture img").waitFor();
    assertThat(page.textContent("#details .badge")).isEqualTo("Agreed");
    assertThat(page.textContent("#try-status")).startsWith("Accepted");
    assertThat(
            page.evaluate(
                """
                () => document.querySelector('#details .picture').getBoundingClientRect().top < innerHeight
                """))
        .isEqualTo(true);
  }

  @Test
  void answersASampleSceneWithOneClick() {
    open(new Browser.NewContextOptions());
    live();
    page.locator("#sample").click();

    page.locator("#details .picture img").waitFor();
    assertThat(page.textContent("#try-status")).startsWith("Accepted");
  }

  @Test
  void saysWhatTheChosenModelKnows() {
    open(new Browser.NewContextOptions());
    live();
    page.locator("#try-knows").waitFor();

    assertThat(page.textContent("#try-knows"))
        .startsWith("toybox knows only: star, mug, key, leaf, anchor.");
  }

  @Test
  void sendsThePictureOnceItsVisitorHasEnteredTheKey() {
    server.close();
    server = MapServer.asking("the right key");
    moveIn();
    open(new Browser.NewContextOptions());
    live();
    assertThat(page.locator("#try-key-field").isVisible()).isFalse();
    page.locator("#sample").click();
    page.locator("#try-key-field").waitFor();
    assertThat(page.textContent("#try-status")).startsWith("This node wants an API key.");
    assertThat(page.evaluate("() => document.activeElement.id")).isEqualTo("try-key");
    assertThat(page.locator("#try-knows").isVisible()).isFalse();

    page.locator("#try-key").fill("a wrong key");
    page.keyboard().press("Enter");
    page.waitForFunction(
        "() => document.getElementById('try-status').textContent.includes('does not know')");
    page.locator("#try-key").fill("the right key");
    page.keyboard().press("Enter");

    page.locator("#details .picture img").waitFor();
    assertThat(page.textContent("#details .badge")).isEqualTo("Agreed");
    page.locator("#try-knows").waitFor();
    page.reload(); // the key is remembered as long as the tab is open
    page.locator("#try-knows").waitFor();
    complaints.removeIf(each -> each.contains("401")); // Chromium's, of each refusal
  }

  @Test
  void refusesWhatIsNoPictureInWords() {
    open(new Browser.NewContextOptions());
    live();
    page.locator("#file")
        .setInputFiles(
            new FilePayload("notes.txt", "text/plain", "hello".getBytes(StandardCharsets.UTF_8)));

    page.waitForFunction(
        "() => document.getElementById('try-status').textContent.includes('no JPEG or PNG')");
  }

  @Test
  void canBeWalkedByKeyboardAlone() {
    open(new Browser.NewContextOptions());
    live();
    page.keyboard().press("Tab");
    assertThat(focused()).isEqualTo("Skip to the tables of nodes and tasks");
    page.locator("#walker").focus();
    assertThat(page.textContent("#walker-here")).startsWith("helsinki");
    page.keyboard().press("ArrowRight");
    assertThat(page.textContent("#walker-here")).startsWith("tokyo");
    page.keyboard().press("+");
    assertThat(page.locator("#pad").isVisible()).isTrue();
    page.keyboard().press("-");
    page.keyboard().press("Enter");
    page.locator("#details h2").waitFor();
    assertThat(page.textContent("#details h2")).isEqualTo("tokyo");
    page.keyboard().press("Escape");
    page.locator("#latest").waitFor();
    assertThat(page.evaluate("() => document.activeElement.id")).isEqualTo("walker");
  }

  @Test
  void fliesNothingForThoseWhoWantNoMotion() {
    open(new Browser.NewContextOptions().setReducedMotion(ReducedMotion.REDUCE));
    live();
    server.town.whole(1, System.currentTimeMillis(), 30, 300, 1);

    page.waitForFunction("() => quorateProbe.counts().tasks === 1");

    assertThat(page.evaluate("() => quorateProbe.counters().packets")).isEqualTo(0);
  }

  @Test
  void restsWhenNothingFlies() {
    open(new Browser.NewContextOptions());
    live();
    server.town.whole(1, System.currentTimeMillis(), 30, 300, 0);
    page.waitForFunction("() => quorateProbe.counters().packets > 10");

    page.waitForFunction("async () => (await (" + IDLE_FRAMES + ")()) === 0");
  }

  @Test
  void isPausedByItsVisitorAndGoesOnAfterwards() {
    open(new Browser.NewContextOptions());
    live();
    page.locator("#pause").click();
    waitForViewers(0);
    server.town.add("late", Optional.empty(), Standing.READY);
    assertThat(page.textContent("#status-text")).isEqualTo("Paused");

    page.locator("#pause").click();

    page.waitForFunction("() => quorateProbe.counts().map === 7");
    assertThat(server.map.viewers()).isEqualTo(1);
  }

  @Test
  void restsWhileItIsHidden() {
    open(new Browser.NewContextOptions());
    live();
    waitForViewers(1);

    hide(true);
    waitForViewers(0);
    Object frames = page.evaluate("() => quorateProbe.counters()");
    server.town.whole(1, System.currentTimeMillis(), 30, 300, 0);
    server.town.add("late", Optional.empty(), Standing.READY);
    assertThat(page.evaluate(IDLE_FRAMES)).isEqualTo(0);
    assertThat(page.evaluate("() => quorateProbe.counters()")).isEqualTo(frames);

    hide(false);
    page.waitForFunction("() => quorateProbe.counts().map === 7");
    waitForViewers(1);
  }

  @Test
  void comesBackAfterTheServerWasAway() {
    open(new Browser.NewContextOptions());
    live();
    int port = server.port();
    server.close();
    page.locator("#notice").waitFor();
    assertThat(page.textContent("#notice-text")).contains("lost");
    assertThat(page.textContent("#status-text")).isEqualTo("Disconnected");
    complaints.removeIf(each -> each.contains("ERR_CONNECTION_REFUSED"));

    server = MapServer.start(port);
    server.town.add("helsinki", Optional.of(new Place(60, 25)), Standing.READY);

    page.waitForFunction(
        "() => quorateProbe.status() === 'live' && quorateProbe.counts().map === 1");
    assertThat(page.locator("#notice").isVisible()).isFalse();
    complaints.removeIf(each -> each.contains("ERR_CONNECTION_REFUSED"));
  }

  @ParameterizedTest
  @CsvSource({"LIGHT,1440", "DARK,1440", "LIGHT,390", "DARK,320"})
  void isAccessible(ColorScheme scheme, int width) {
    open(new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, 900));
    live();
    server.town.whole(1, System.currentTimeMillis() - 500, 30, 300, 1);
    server.town.whole(2, System.currentTimeMillis() - 500, 30, 300, 3);
    page.waitForFunction("() => quorateProbe.counts().tasks === 2");
    page.evaluate(resource("axe-core-4.14.1/axe.min.js"));

    assertThat(axe()).as("the overview").isEmpty();
    page.locator("#tab-tasks").click();
    page.locator("#latest-list a").first().click();
    page.locator("#details .picture img").waitFor();
    assertThat(axe()).as("a task").isEmpty();
    trust(1);
    assertThat(page.textContent("#details h2")).isEqualTo("nairobi");
    assertThat(axe()).as("a node").isEmpty();
    assertThat(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
        .isEqualTo(true);
  }

  @Test
  void saysWhyANodeIsTrustedAndHowNearItIsToABan() {
    open(new Browser.NewContextOptions());
    live();

    trust(1);

    assertThat(page.textContent("#details"))
        .contains("trusted with toybox. It may answer alone.", "1.2% of what bans it")
        .doesNotContain("At stake", "Alarm", "Not believed", "undefined", "NaN");
  }

  @ParameterizedTest
  @CsvSource({"LIGHT,1440", "DARK,1440", "LIGHT,420", "DARK,320"})
  void warnsOfTheAlarmAndOfWhoseWordDoesNotCount(ColorScheme scheme, int width) {
    open(new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, 900));
    live();
    page.evaluate(resource("axe-core-4.14.1/axe.min.js"));
    tell(told -> told.put("alarm", true).put("heeded", false));

    trust(1);

    assertThat(page.locator("#details .trust-warning").allTextContents())
        .containsExactly(
            "Not believedIts own word does not count: it was named for audits that it owed.",
            "AlarmThis page’s node audits all answers just now: a rare audit has failed.");
    assertThat(axe()).isEmpty();
    assertThat(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
        .isEqualTo(true);
  }

  @Test
  void takesNoWordOfTheNetworkForMarkup() {
    String bad = "<img src=x onerror=alert(1)>";
    open(new Browser.NewContextOptions());
    live();
    tell(told -> {
      JsonObject model = told.getJsonArray("models").getJsonObject(0);
      model.getMap().keySet().forEach(name -> model.put(name, bad));
      told.put("account", new JsonObject().put("stake", bad).put("vesting", bad).put("taken", bad));
    });

    page.evaluate("id => { location.hash = 'node=' + id }", server.town.ids().get(1).hex());
    page.getByText("At stake").waitFor();

    assertThat(page.textContent("#details .why")).endsWith(" with <img src=x o. " + bad);
    assertThat(page.locator("#details img").count()).isZero();
  }

  /** The page's node says something else of those whom it trusts. */
  private void tell(Consumer<JsonObject> change) {
    page.route(
        "**/v1/trust/*",
        route -> {
          JsonObject told = new JsonObject(route.fetch().text());
          change.accept(told);
          route.fulfill(
              new Route.FulfillOptions().setContentType("application/json").setBody(told.encode()));
        });
  }

  /** Opens the panel of a node, and waits for what is said of its trust. */
  private void trust(int node) {
    page.evaluate("id => { location.hash = 'node=' + id }", server.town.ids().get(node).hex());
    page.getByText("trusted with toybox").waitFor();
  }

  @Test
  void isReadableInForcedColours() {
    open(new Browser.NewContextOptions());
    page.emulateMedia(new Page.EmulateMediaOptions().setForcedColors(ForcedColors.ACTIVE));
    live();
    page.evaluate(resource("axe-core-4.14.1/axe.min.js"));

    assertThat(axe()).isEmpty();
  }

  @Test
  void hasTargetsThatAFingerFinds() {
    open(new Browser.NewContextOptions().setViewportSize(390, 844));
    live();
    server.town.whole(1, System.currentTimeMillis() - 500, 30, 300, 1);
    page.locator("#latest-list a").first().click();
    page.locator("#details .picture img").waitFor();

    Object small =
        page.evaluate(
            "() => [...document.querySelectorAll('button, input, select, a, summary')]"
                + ".filter(e => e.checkVisibility() && !e.matches('.unseen, .skip, footer a, p a, dd a'))"
                + ".map(e => [e.id || e.className || e.textContent, e.getBoundingClientRect()])"
                + ".filter(([n, r]) => r.height < 23.9 || r.width < 23.9)"
                + ".map(([n, r]) => n + ' ' + r.width + 'x' + r.height)");
    assertThat(small).isEqualTo(List.of());
  }

  @Test
  void drawsEachLayerAtItsOwnPaceWithTenThousandNodes() {
    for (int i = 0; i < 9_994; i++) {
      Place place = new Place(i % 120 - 50, i * 7 % 340 - 170);
      server.town.add("n" + i, Optional.of(place), Standing.READY);
    }
    open(new Browser.NewContextOptions());
    page.waitForFunction("() => quorateProbe.counts().map === 10000");
    int[] leader = {0};
    server
        .vertx()
        .setPeriodic(
            50, beat -> server.town.whole(leader[0]++, System.currentTimeMillis(), 30, 300, 1));
    page.waitForFunction("() => quorateProbe.counters().packets > 0");

    Object probe =
        page.evaluate(
            "async () => { const a = quorateProbe.counters(); const t = performance.now();"
                + " while (performance.now() < t + 3000)"
                + " await new Promise(requestAnimationFrame);"
                + " const b = quorateProbe.counters(); const s = (performance.now() - t) / 1000;"
                + " return {fps: (b.packets - a.packets) / s, seconds: s, base: b.base - a.base,"
                + " nodes: b.nodes - a.nodes,"
                + " millis: (b.packetMillis - a.packetMillis) / (b.packets - a.packets)}; }");
    Map<?, ?> seen = (Map<?, ?>) probe;
    System.out.println("map with 10,000 nodes: " + seen);
    double seconds = ((Number) Objects.requireNonNull(seen.get("seconds"))).doubleValue();
    assertThat(((Number) Objects.requireNonNull(seen.get("base"))).intValue())
        .isLessThanOrEqualTo(1);
    assertThat(((Number) Objects.requireNonNull(seen.get("nodes"))).doubleValue())
        .isLessThanOrEqualTo(2 * seconds + 2);
  }

  // ---- the page

  private void open(Browser.NewContextOptions options) {
    BrowserContext context = chromium.browser.newContext(options);
    context.setDefaultTimeout(20_000);
    page = context.newPage();
    page.onConsoleMessage(said -> {
      if (said.type().equals("error") || said.type().equals("warning")) {
        complaints.add(said.text());
      }
    });
    page.onPageError(complaints::add);
    page.onRequest(request -> {
      if (!request.url().startsWith(server.address) && !request.url().startsWith("blob:")) {
        complaints.add("outside request: " + request.url());
      }
    });
    page.addInitScript(
        "addEventListener('securitypolicyviolation',"
            + " e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI));");
    page.navigate(server.address);
  }

  private void live() {
    page.waitForFunction("() => quorateProbe.counts().nodes > 0");
  }

  private void hide(boolean hidden) {
    page.evaluate(
        "hidden => { Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});"
            + " document.dispatchEvent(new Event('visibilitychange')); }",
        hidden);
  }

  private void waitForViewers(int wanted) {
    page.waitForCondition(() -> server.map.viewers() == wanted);
  }

  private Object focused() {
    return page.evaluate("() => document.activeElement.textContent");
  }

  private List<?> axe() {
    Object found =
        page.evaluate(
            "async () => (await axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa',"
                + " 'wcag22aa']})).violations.map(v => v.id + ': '"
                + " + v.nodes.map(n => n.html + ' ' + n.failureSummary).join(' | '))");
    return (List<?>) Objects.requireNonNull(found);
  }

  private static String resource(String name) {
    try (InputStream in = MapPageTest.class.getResourceAsStream("/browser/" + name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
