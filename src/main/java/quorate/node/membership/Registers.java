package quorate.node.membership;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import quorate.node.Trouble;
import quorate.task.Bytes;

/** Records as JSON, with all their keys and no others; and an authority's {@link Register}. */
final class Registers {
  static final String FILE = "register.json";

  private static final int BYTES_MAX = 16 << 20; // 10,000 admissions and as many invitations

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(SerializationFeature.INDENT_OUTPUT);

  private Registers() {}

  static <T> T read(String text, Class<T> type) throws JsonProcessingException {
    return JSON.readValue(text, type);
  }

  static String text(Object document) {
    try {
      return JSON.writeValueAsString(document) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + document.getClass() + " as JSON", e);
    }
  }

  static Register load(Path dir) {
    Path file = dir.resolve(FILE);
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw new IOException("it is larger than 16 MiB");
      }
      return read(Files.readString(file, StandardCharsets.UTF_8), Register.class);
    } catch (IOException | IllegalArgumentException e) {
      throw new Trouble(
          "cannot read the register " + file + ": " + e.getMessage(),
          "restore it from its backup: without it the revocation list cannot be written",
          e);
    }
  }

  static void save(Register register, Path dir) {
    byte[] text = text(register).getBytes(StandardCharsets.UTF_8);
    WholeFile.write(dir.resolve(FILE), Bytes.giving(text));
  }
}
