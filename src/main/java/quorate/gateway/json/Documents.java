package quorate.gateway.json;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The descriptions that the gateway serves; both hold the same schemas. */
public final class Documents {
  private Documents() {}

  /** The stream, AsyncAPI 3.0. */
  public static JsonObject asyncapi() {
    return described("asyncapi.json");
  }

  /** REST, OpenAPI 3.1. */
  public static JsonObject openapi() {
    return described("openapi.json");
  }

  private static JsonObject described(String name) {
    JsonObject document = read(name);
    if (!document.containsKey("components")) {
      document.put("components", new JsonObject());
    }
    document.getJsonObject("components").put("schemas", read("schemas.json"));
    return document;
  }

  private static JsonObject read(String name) {
    try (InputStream in = Documents.class.getResourceAsStream("/gateway/" + name)) {
      byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
      return new JsonObject(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
