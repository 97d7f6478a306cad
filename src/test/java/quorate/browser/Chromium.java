package quorate.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the machine's Chromium and Node, and says what to install when they are missing. */
final class Chromium implements AutoCloseable {
  /** No traffic but ours. */
  private static final List<String> QUIET =
      List.of(
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--no-first-run",
          "--disable-quic");

  private final Playwright playwright;
  final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  static Chromium launch() {
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_NODEJS_PATH",
                        node(),
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1")));
    Browser browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of(executable()))
                    .setArgs(QUIET));
    return new Chromium(playwright, browser);
  }

  /** The path of Node. */
  static String node() {
    return found("node", Optional.ofNullable(System.getenv("PLAYWRIGHT_NODEJS_PATH")), "node");
  }

  private static String executable() {
    Optional<String> given =
        Optional.ofNullable(System.getProperty("chromium.path"))
            .or(() -> Optional.ofNullable(System.getenv("CHROMIUM_PATH")));
    return found(
        "chromium",
        given,
        "chromium-headless-shell",
        "chromium",
        "chromium-browser",
        "google-chrome");
  }

  private static String found(String what, Optional<String> given, String... names) {
    return given
        .or(() -> Stream.of(names).flatMap(name -> onPath(name).stream()).findFirst())
        .orElseThrow(() ->
            new AssertionError(
                "The browser tests need "
                    + what
                    + ", and it is not here: apt-get install chromium nodejs,"
                    + " or set CHROMIUM_PATH and PLAYWRIGHT_NODEJS_PATH."));
  }

  private static Optional<String> onPath(String name) {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Stream.of(path.split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
