package quorate.node;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import quorate.task.Check;
import quorate.task.Digest;

/**
 * The page's files, read from the program itself into memory at start: what lies in the working
 * directory is never served, and no path can lead out of them.
 */
final class Webroot {
  static final int FILES_MAX = 2000;
  static final long BYTES_MAX = 64L << 20;

  /** The methods that change nothing. */
  static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

  static final String POLICY = "Content-Security-Policy";

  /** Nothing from elsewhere, nothing inline, no frames, no forms. */
  private static final String PAGE_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
          + " connect-src 'self'; font-src 'self'; worker-src 'self'; manifest-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** Files under vendor/ carry their version in their path. */
  private static final String LASTING = "public, max-age=31536000, immutable";

  /** Kept, but asked about each time: answered by 304 while it is the same. */
  private static final String FRESH = "no-cache";

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("md", "text/plain; charset=utf-8"));

  private final Map<String, Asset> assets;

  private Webroot(Map<String, Asset> assets) {
    this.assets = Map.copyOf(assets);
  }

  private record Asset(Buffer body, String type, String tag, String cache) {}

  /** The files beneath the folder of the class path that holds {@code folder/index.html}. */
  static Webroot load(String folder) {
    URL index = Webroot.class.getResource("/" + folder + "/index.html");
    if (index == null) {
      return new Webroot(Map.of()); // a program that was built without the page
    }
    try {
      URI uri = index.toURI();
      if (!uri.getScheme().equals("jar")) {
        return new Webroot(read(Objects.requireNonNull(Path.of(uri).getParent())));
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return new Webroot(read(jar.getPath("/" + folder)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  int files() {
    return assets.size();
  }

  boolean has(String path) {
    return assets.containsKey(file(path));
  }

  private static String file(String path) {
    return path.endsWith("/") ? path + "index.html" : path;
  }

  /** Answers, or passes on what is no file here. */
  void handle(RoutingContext asked) {
    Asset asset = assets.get(file(asked.normalizedPath()));
    if (asset == null) {
      asked.next();
    } else if (!READS.contains(asked.request().method())) {
      asked.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
      asked.fail(405);
    } else {
      answer(asked, asset);
    }
  }

  private static void answer(RoutingContext asked, Asset asset) {
    var response = asked.response();
    response.putHeader(POLICY, PAGE_POLICY);
    response.putHeader(HttpHeaders.ETAG, asset.tag());
    response.putHeader(HttpHeaders.CACHE_CONTROL, asset.cache());
    if (matches(asked.request().getHeader(HttpHeaders.IF_NONE_MATCH), asset.tag())) {
      response.setStatusCode(304).end();
      return;
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, asset.type());
    if (asked.request().method().equals(HttpMethod.HEAD)) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(asset.body().length()));
      response.end();
    } else {
      response.end(asset.body());
    }
  }

  private static boolean matches(@Nullable String known, String tag) {
    return known != null
        && Stream.of(known.split(",", -1)).map(String::strip).anyMatch(tag::equals);
  }

  private static Map<String, Asset> read(Path root) throws IOException {
    Map<String, Asset> found = new HashMap<>();
    long bytes = 0;
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      byte[] body = Files.readAllBytes(file);
      bytes += body.length;
      Check.that(found.size() < FILES_MAX && bytes <= BYTES_MAX, "webroot is small");
      String path = "/" + root.relativize(file).toString().replace('\\', '/');
      found.put(path, asset(path, body));
    }
    return found;
  }

  private static Asset asset(String path, byte[] body) {
    String end = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    String type = TYPES.getOrDefault(end, "application/octet-stream");
    String tag = "\"" + Digest.of(body).hex().substring(0, 32) + "\"";
    String cache = path.startsWith("/vendor/") ? LASTING : FRESH;
    return new Asset(Buffer.buffer(body), type, tag, cache);
  }
}
