package quorate.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

/** Says which program this is, and on what it runs. */
@Command(
    name = "version",
    description = "Print the version of this program, of Java and of the platform.",
    footer = {"", "Example:", "  quorate version --output json"})
final class Version implements Callable<Integer>, IVersionProvider {
  private static final String RESOURCE = "/quorate-version.properties";

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("version", number());
    facts.put("wire", quorate.wire.Voice.VERSION);
    facts.put("java", System.getProperty("java.vendor") + " " + Runtime.version());
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("arch", System.getProperty("os.arch"));
    StringBuilder text = new StringBuilder();
    facts.forEach((name, value) -> text.append("%-8s %s%n".formatted(name, value)));
    output.show(facts, text.toString());
    return Exit.OK;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"quorate " + number()};
  }

  /** As the build wrote it down. */
  static String number() {
    try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
      Properties written = new Properties();
      if (in != null) {
        written.load(in);
      }
      return written.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
