package quorate.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quorate.ledger.audit.ChainFixture;
import quorate.ledger.state.Address;
import quorate.ledger.state.Operation;
import quorate.node.ledger.FixtureLedger;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.task.PaymentOrder;

/** The ledger on the map, over a chain that is executed and certified for real. */
@Tag("browser")
@Tag("slow")
class ChainViewTest {
  private static final String CLIENT = Address.of(ChainFixture.id(4));

  @SuppressWarnings("NullAway.Init")
  private static Chromium chromium;

  private final List<String> complaints = new ArrayList<>();
  private final ChainFixture chain = ChainFixture.usual();
  private boolean refusing; // Chromium complains of each refusal
  private final FixtureLedger ledger = new FixtureLedger(chain);

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
    server = MapServer.keeping(0, ledger);
  }

  @AfterEach
  void stop() {
    page.context().close();
    server.close();
    ledger.close();
    complaints.removeIf(each -> refusing && each.matches(".* status of 40[04] .*"));
    assertThat(complaints).isEmpty();
  }

  @Test
  void showsBlocksAsTheyAreDecided() {
    open("", new Browser.NewContextOptions());
    page.waitForFunction("() => document.querySelectorAll('#chain-blocks li').length === 5");
    assertThat(page.textContent("#chain-note")).contains("fixture", "height 5", "4 validators");
    assertThat(page.locator("#chain-blocks li").first().textContent())
        .contains("validator-", "0 transactions", "4 of 4 votes");
    assertThat(page.textContent("#chain-sums")).contains("6,000,000", "970", "30");
    assertThat(page.locator("#chain-busiest li").first().textContent()).endsWith("3");

    pay(500);

    page.waitForFunction(
        "() => document.querySelector('#chain-blocks .block-height').textContent === '6'");
    page.waitForFunction(
        "() => document.querySelector('#chain-note').textContent.includes('height 6')");
    assertThat(page.locator("#chain-blocks li").first().textContent()).contains("1 transaction ");
  }

  private void pay(long amount) {
    ledger
        .submit(chain.sign(4, new Operation.Transfer(ChainFixture.id(5), amount)))
        .toCompletableFuture()
        .join();
  }

  @Test
  void showsABlockWithItsVotesAndTransactions() {
    open("", new Browser.NewContextOptions());
    page.locator("#chain-blocks a", new Page.LocatorOptions().setHasText("3")).last().waitFor();
    page.locator("#chain-blocks a[href='#block=3']").click();
    page.waitForFunction(
        "() => document.querySelector('#details h2')?.textContent === 'Block 3'"
            + " && document.querySelector('#details .transaction')");
    assertThat(page.textContent("#details"))
        .contains("4 of 4: ")
        .contains("in the first round")
        .contains("tasks paid by qr1")
        .doesNotContain("undefined");
  }

  @Test
  void followsAPaymentFromEscrowToPayeesAndChecksIt() {
    payTheTask();
    open("#task=" + ChainFixture.TASK, new Browser.NewContextOptions());
    page.locator(".payment .trail").waitFor();
    assertThat(page.locator(".trail .payee").allTextContents())
        .hasSize(3)
        .allMatch(each -> each.startsWith("validator-") && each.endsWith("+10"));
    assertThat(page.textContent(".trail"))
        .contains("Escrow 7 of ")
        .contains("30 for this task")
        .contains("30 ÷ 3 = 10 each");

    page.locator("#ledger-check").click();

    outcome("Holds");
    assertThat(page.textContent(".checking")).contains("the genesis that this node names");
    assertThat(page.locator(".checking .steps li").count()).isEqualTo(4);
    assertThat(page.evaluate("() => document.activeElement.id")).isEqualTo("ledger-check");
    page.locator("#proof-anchor").fill("0".repeat(64));
    page.locator("#ledger-check").click();
    outcome("Fails");
    page.locator("#proof-anchor").fill(chain.genesis().chain().hex());
    page.locator("#ledger-check").click();
    outcome("Holds");
    assertThat(page.textContent(".checking")).contains("the digest that you entered");
  }

  @Test
  void showsThatATaskIsPaidAsSoonAsItIs() {
    payTheTask();
    open("#task=" + ChainFixture.TASK, new Browser.NewContextOptions());
    page.locator(".payment .trail").waitFor();
    assertThat(
            page.evaluate(
                "async id => (await (await fetch('/v1/tasks/' + id)).json()).receipt.height",
                "" + ChainFixture.TASK))
        .isEqualTo(3);
  }

  private void payTheTask() {
    List<NodeId> agreed =
        IntStream.range(0, 3).mapToObj(each -> ChainFixture.id(each).node()).sorted().toList();
    PaymentOrder order = new PaymentOrder(ChainFixture.id(4).key(), 7, Bytes.giving(new byte[64]));
    server.paid(ChainFixture.TASK, order, agreed);
  }

  @Test
  void showsAnAccountAndChecksIt() {
    open("#account=" + CLIENT, new Browser.NewContextOptions());
    page.locator("#ledger-check").waitFor();
    assertThat(page.textContent("#details .facts")).contains("997,763", "970", CLIENT);
    assertThat(page.locator("#details .transaction").count()).isEqualTo(3);
    page.locator("#ledger-check").click();
    outcome("Holds");
    assertThat(page.textContent(".checking .outcome")).contains("997,763");
  }

  @Test
  void noticesAProofThatTheNodeHasForged() {
    open("#account=" + CLIENT, new Browser.NewContextOptions());
    page.locator("#ledger-check").waitFor();
    page.route(
        "**/proof",
        route -> {
          String sound = route.fetch().text();
          int at = sound.indexOf("\"entry\":\"") + 25;
          char other = sound.charAt(at) == '0' ? '1' : '0';
          route.fulfill(
              new Route.FulfillOptions()
                  .setContentType("application/json")
                  .setBody(sound.substring(0, at) + other + sound.substring(at + 1)));
        });
    page.locator("#ledger-check").click();
    outcome("Fails");
  }

  @Test
  void noticesASoundProofOfSomethingElse() {
    open("#account=" + CLIENT, new Browser.NewContextOptions());
    page.locator("#ledger-check").waitFor();
    String friend = server.address + "/v1/ledger/accounts/" + ChainFixture.id(5).hex() + "/proof";
    page.route(
        "**/proof",
        route -> {
          String other = route.fetch(new Route.FetchOptions().setUrl(friend)).text();
          route.fulfill(
              new Route.FulfillOptions().setContentType("application/json").setBody(other));
        });
    page.locator("#ledger-check").click();
    outcome("Fails");
    assertThat(page.textContent(".checking .outcome")).contains("about something else");
  }

  @Test
  void showsAValidatorsPowerAndAccount() {
    open("#node=" + validator(), new Browser.NewContextOptions());
    page.waitForFunction(
        "() => document.querySelector('#details .facts')?.textContent.includes('10 of 40')");
    Locator account =
        page.locator("#details .facts a", new Page.LocatorOptions().setHasText("earned"));
    account.click();
    page.locator("#ledger-check").waitFor();
    assertThat(page.textContent("#details h2")).isEqualTo("Account validator-1");
  }

  @Test
  void showsWhatANodeHasAtStake() {
    open("#node=" + validator(), new Browser.NewContextOptions());

    Locator stake = page.locator("#details h3:text-is('At stake') + dl");
    stake.waitFor();
    assertThat(stake.locator("dt").allTextContents())
        .containsExactly("Stake", "Earned, not vested yet", "Taken back");
    assertThat(stake.locator("dd").allTextContents())
        .containsExactly(
            "250,000",
            "1,840, lost if a verdict contradicts the node",
            "1,120, for contradicted answers");
  }

  private String validator() {
    return chain.genesis().validators().seats().getFirst().validator().hex();
  }

  @Test
  void saysThatThereIsNoSuchBlockOrAccount() {
    refusing = true;
    open("#block=77", new Browser.NewContextOptions());
    page.waitForFunction(
        "() => document.querySelector('#details .none')?.textContent.includes('no such block')");
    page.evaluate("() => { location.hash = 'account=qr1x' }");
    page.waitForFunction(
        "() => document.querySelector('#details .none')?.textContent.includes('no address')");
  }

  @ParameterizedTest
  @CsvSource({"LIGHT,1440", "DARK,1440", "LIGHT,390", "DARK,320"})
  void isAccessible(ColorScheme scheme, int width) throws IOException {
    payTheTask();
    open(
        "#task=" + ChainFixture.TASK,
        new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, 900));
    page.evaluate(resource("axe-core-4.14.1/axe.min.js"));
    page.locator(".payment .trail").waitFor();
    page.locator("#chain-blocks li").first().waitFor();
    page.locator("#ledger-check").click();
    outcome("Holds");
    fits("a payment");
    for (String where : List.of("account=" + CLIENT, "block=3")) {
      page.evaluate("where => { location.hash = where }", where);
      page.locator("#details .transaction").first().waitFor();
      fits(where);
    }
    page.evaluate("where => { location.hash = where }", "node=" + validator());
    page.getByText("At stake").waitFor();
    fits("a node with a stake");
  }

  @Test
  void isAccessibleInForcedColours() throws IOException {
    open("", new Browser.NewContextOptions().setForcedColors(ForcedColors.ACTIVE));
    page.evaluate(resource("axe-core-4.14.1/axe.min.js"));
    page.locator("#chain-blocks li").first().waitFor();
    fits("forced colours");
  }

  private void fits(String what) {
    assertThat(axe()).as(what).isEmpty();
    assertThat(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
        .as(what)
        .isEqualTo(true);
  }

  private void outcome(String words) {
    page.waitForFunction(
        "words => { const first = document.querySelector('.checking .outcome .verdict');"
            + " return first && first.textContent === words"
            + " && document.getElementById('ledger-check').textContent !== 'Checking…'; }",
        words);
  }

  // ---- the page

  private void open(String where, Browser.NewContextOptions options) {
    BrowserContext context = chromium.browser.newContext(options);
    context.setDefaultTimeout(20_000);
    page = context.newPage();
    page.onConsoleMessage(said -> {
      if (said.type().equals("error") || said.type().equals("warning")) {
        complaints.add(said.text());
      }
    });
    page.onPageError(complaints::add);
    page.addInitScript(
        "addEventListener('securitypolicyviolation',"
            + " e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI));");
    page.navigate(server.address + "/" + where);
    page.waitForFunction("() => globalThis.quorateProbe?.status() === 'live'");
    page.locator("#chain").waitFor();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ChainViewTest.class.getResourceAsStream("/browser/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private List<?> axe() {
    Object found =
        page.evaluate(
            "async () => (await axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa',"
                + " 'wcag22aa']})).violations.map(v => v.id + ': '"
                + " + v.nodes.map(n => n.html + ' ' + n.failureSummary).join(' | '))");
    return (List<?>) Objects.requireNonNull(found);
  }
}
