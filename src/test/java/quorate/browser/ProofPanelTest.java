package quorate.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An auditor has proofs of a real chain checked by the page, in a real Chromium. */
@Tag("browser")
@Tag("slow")
class ProofPanelTest {
  private static final Map<String, JsonObject> FILES = new ProofFiles().all();
  private static final JsonObject ANCHORS = Objects.requireNonNull(FILES.get("anchors"));
  private static final String GENESIS = ANCHORS.getString("genesis");

  @SuppressWarnings("NullAway.Init")
  private static Chromium chromium;

  private final List<String> complaints = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();

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
  }

  @AfterEach
  void stop() {
    page.context().close();
    server.close();
    assertThat(complaints).isEmpty();
  }

  @Test
  void checksAFileThatIsChosenAndSendsItNowhere() {
    open(new Browser.NewContextOptions());
    page.locator("#proof-anchor").fill(GENESIS);
    requests.clear();

    choose("payment");

    outcome("Holds");
    assertThat(page.textContent("#proof-report .outcome"))
        .contains("task 01920000-0000-7000-8000-000000000001")
        .contains("33 credits to each");
    assertThat(page.locator("#proof-report li b").allTextContents())
        .containsExactly("The file", "What you trust", "Block 2", "The claim");
    assertThat(page.textContent("#proof-status")).isEqualTo("payment.json holds.");
    assertThat(requests)
        .as("but for the models, which a page looks up by itself once it is there")
        .filteredOn(url -> !url.endsWith("/v1/models"))
        .isEmpty();
  }

  @Test
  void followsTheValidatorsFromOneHeaderToTheNext() {
    open(new Browser.NewContextOptions());
    page.locator("#proof-anchor").fill(GENESIS);
    choose("account");
    outcome("Holds");
    assertThat(page.locator("#proof-report li b").allTextContents())
        .containsExactly("The file", "What you trust", "Block 3", "Block 5", "The claim");
  }

  @Test
  void saysWhatFailsAndWhatWasNotReached() {
    open(new Browser.NewContextOptions());
    page.locator("#proof-anchor").fill(GENESIS);
    choose("few");
    outcome("Fails");
    assertThat(page.textContent("#proof-report"))
        .contains("The signers have 200 of 400 power, and 267 is needed.")
        .contains("Nothing after this was checked.");
    assertThat(page.textContent("#proof-status")).isEqualTo("few.json does not hold.");
  }

  @Test
  void checksAgainWhenTheVisitorSaysWhatHeTrusts() {
    open(new Browser.NewContextOptions());
    choose("account");
    outcome("Undecided");
    assertThat(page.textContent("#proof-report .outcome")).contains("only agree with itself");

    page.locator("#proof-anchor").fill(" " + GENESIS.toUpperCase(Locale.ROOT) + " ");
    page.locator("#proof-anchor").blur();
    outcome("Holds");
    page.locator("#proof-anchor").fill("0".repeat(64));
    page.locator("#proof-anchor").blur();
    outcome("Fails");
  }

  @Test
  void takesAFileThatIsDroppedForNoPicture() {
    open(new Browser.NewContextOptions());
    page.locator("#proof-anchor").fill(GENESIS);
    page.evaluate(
        "text => { const data = new DataTransfer();"
            + " data.items.add(new File([text], 'dropped.json'));"
            + " document.getElementById('proof-drop').dispatchEvent(new DragEvent('drop',"
            + " {dataTransfer: data, bubbles: true, cancelable: true})); }",
        text("absent"));
    outcome("Holds");
    assertThat(page.textContent("#proof-report .outcome")).contains("there is nothing under");
    assertThat(page.textContent("#try-status")).doesNotContain("dropped.json");
  }

  @Test
  void canBeUsedByKeyboardAlone() {
    open(new Browser.NewContextOptions());
    page.locator("#proof-anchor").focus();
    page.keyboard().insertText(GENESIS);
    page.keyboard().press("Tab");
    assertThat(page.evaluate("() => document.activeElement.id")).isEqualTo("proof-choose");
    page.evaluate(
        "() => document.getElementById('proof-file').addEventListener('click',"
            + " () => { globalThis.chooserAsked = true; })");
    page.keyboard().press("Enter");
    page.waitForFunction("() => globalThis.chooserAsked");
    choose("totals");
    outcome("Holds");
  }

  @Test
  void saysSoWhereTheBrowserCannotCheckSignatures() {
    open(
        new Browser.NewContextOptions(),
        "crypto.subtle.importKey = async () => { throw new DOMException('', 'NotSupportedError'); }");
    page.locator("#proof-anchor").fill(GENESIS);
    choose("account");
    outcome("Undecided");
    assertThat(page.textContent("#proof-report"))
        .contains("This browser cannot check signatures")
        .contains("Nothing after this was checked.");
  }

  @Test
  void acceptsNoSignatureThatTheNodesRefuse() throws IOException {
    open(new Browser.NewContextOptions());
    List<String> vectors =
        Files.readAllLines(root().resolve("src/main/resources/quorate/wire/ed25519-vectors.txt"))
            .stream()
            .filter(line -> !line.startsWith("#"))
            .toList();
    Object wrong =
        page.evaluate(
            "async vectors => { const {tools} = await import('/ledger/crypto.js');"
                + " const {ofHex} = await import('/ledger/codec.js'); const wrong = [];"
                + " for (const [name, answer, key, message, signature] of"
                + " vectors.map(line => line.split(' '))) {"
                + " const holds = await tools().verify(ofHex(key),"
                + " ofHex(message === '-' ? '' : message), ofHex(signature));"
                + " if (holds ? answer === 'refuse' : name.startsWith('rfc')) wrong.push(name); }"
                + " return wrong; }",
            vectors);
    assertThat(vectors).hasSizeGreaterThanOrEqualTo(15);
    assertThat(wrong).isEqualTo(List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "account,genesis",
    "payment,genesis",
    "rotation,handover",
    "totals,validators",
    "transaction,first",
    "receipt,genesis"
  })
  void holdsAsItIsAndWithNoByteChanged(String name, String anchor) {
    open(new Browser.NewContextOptions());
    Object held =
        page.evaluate(
            "async ([text, anchor]) => { const {check} = await import('/ledger/bundle.js');"
                + " const {tools} = await import('/ledger/crypto.js'); const held = [];"
                + " const holds = async text => (await check(text, anchor, tools())).holds === true;"
                + " if (await holds(text)) held.push('as it is');"
                + " const bytes = new TextEncoder().encode(text);"
                + " await Promise.all(Array.from(bytes, async (_, at) => { const changed = bytes.slice();"
                + " changed[at] ^= 1 << (at % 8);"
                + " if (await holds(new TextDecoder().decode(changed))) held.push(at); }));"
                + " return held; }",
            List.of(text(name), ANCHORS.getString(anchor)));
    assertThat(held).isEqualTo(List.of("as it is"));
  }

  @ParameterizedTest
  @CsvSource({"LIGHT,1440", "DARK,1440", "LIGHT,390", "DARK,320"})
  void isAccessible(ColorScheme scheme, int width) throws IOException {
    open(new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, 900));
    page.evaluate(resource("axe-core-4.14.1/axe.min.js"));
    assertThat(axe()).as("before").isEmpty();
    choose("account");
    outcome("Undecided");
    assertThat(axe()).as("undecided").isEmpty();
    page.locator("#proof-anchor").fill(GENESIS);
    page.locator("#proof-anchor").blur();
    outcome("Holds");
    assertThat(axe()).as("holds").isEmpty();
    choose("few");
    outcome("Fails");
    assertThat(axe()).as("fails").isEmpty();
    assertThat(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
        .isEqualTo(true);
  }

  // ---- the page

  private void open(Browser.NewContextOptions options, String... scripts) {
    BrowserContext context = chromium.browser.newContext(options);
    context.setDefaultTimeout(20_000);
    page = context.newPage();
    page.onConsoleMessage(said -> {
      if (said.type().equals("error") || said.type().equals("warning")) {
        complaints.add(said.text());
      }
    });
    page.onPageError(complaints::add);
    page.onRequest(request -> requests.add(request.url()));
    page.addInitScript(
        "addEventListener('securitypolicyviolation',"
            + " e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI));");
    List.of(scripts).forEach(page::addInitScript);
    page.navigate(server.address);
    page.waitForFunction("() => globalThis.quorateProbe");
  }

  private void choose(String name) {
    page.locator("#proof-file").setInputFiles(file(name));
  }

  private void outcome(String word) {
    page.waitForFunction(
        "word => document.querySelector('#proof-report .outcome .verdict')?.textContent === word",
        word);
  }

  private static FilePayload file(String name) {
    byte[] bytes = text(name).getBytes(StandardCharsets.UTF_8);
    return new FilePayload(name + ".json", "application/json", bytes);
  }

  private static String text(String name) {
    return Objects.requireNonNull(FILES.get(name)).encode();
  }

  private List<?> axe() {
    Object found =
        page.evaluate(
            "async () => (await axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa',"
                + " 'wcag22aa']})).violations.map(v => v.id + ': '"
                + " + v.nodes.map(n => n.html + ' ' + n.failureSummary).join(' | '))");
    return (List<?>) Objects.requireNonNull(found);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ProofPanelTest.class.getResourceAsStream("/browser/" + name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Path root() {
    return Path.of(System.getProperty("project.root", "."));
  }
}
