package quorate.gateway.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Checks JSON against the schemas in the documents that a gateway serves. */
public final class Schemas {
  private static final JsonObject COMPONENTS = Documents.asyncapi().getJsonObject("components");
  private static final Map<String, Validator> VALIDATORS = new ConcurrentHashMap<>();

  private Schemas() {}

  /** A frame of the stream, checked against the schema of its type; returned as it is. */
  public static JsonObject frame(JsonObject frame) {
    String type = String.valueOf(frame.getString("type"));
    return of(type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1), frame);
  }

  /** An object, checked against a schema; returned as it is. */
  public static JsonObject of(String schema, JsonObject json) {
    OutputUnit out;
    Validator validator = VALIDATORS.computeIfAbsent(schema, Schemas::validator);
    synchronized (validator) {
      out = validator.validate(new JsonObject(json.encode()));
    }
    if (!Boolean.TRUE.equals(out.getValid())) {
      throw new AssertionError(schema + ": " + out.toJson().encode() + " in " + json.encode());
    }
    return json;
  }

  private static Validator validator(String name) {
    if (!COMPONENTS.getJsonObject("schemas").containsKey(name)) {
      throw new AssertionError("no schema " + name);
    }
    JsonObject schema =
        new JsonObject()
            .put("components", COMPONENTS.copy())
            .put(
                "allOf",
                new JsonArray().add(new JsonObject().put("$ref", "#/components/schemas/" + name)));
    return Validator.create(
        JsonSchema.of("urn:quorate:" + name, schema),
        new JsonSchemaOptions()
            .setBaseUri("urn:quorate:test")
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(OutputFormat.Basic));
  }
}
