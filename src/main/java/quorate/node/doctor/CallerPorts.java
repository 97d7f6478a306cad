package quorate.node.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The ports that the system gives to outgoing connections: one of them may be taken by a caller
 * when a node wants to listen on it again.
 */
final class CallerPorts {
  private static final Path SYSTEM = Path.of("/proc/sys/net/ipv4");

  private static final int BYTES_MAX = 8_192;

  private CallerPorts() {}

  /** Whether a port is one of this machine's; no where the system does not say (Linux says). */
  static boolean has(int port) {
    try {
      return has(
          port,
          said(SYSTEM.resolve("ip_local_port_range")),
          said(SYSTEM.resolve("ip_local_reserved_ports")));
    } catch (IOException silent) {
      return false;
    }
  }

  /** Read at once: of such a file Linux tells nothing but what its first read asks for. */
  private static String said(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(BYTES_MAX), StandardCharsets.US_ASCII);
    }
  }

  /**
   * The same of what Linux says.
   *
   * @param range the first and the last one, with white space between them
   * @param reserved such as {@code 40000,41000-41010}: those that it gives to nobody
   */
  static boolean has(int port, String range, String reserved) {
    return within(port, range.strip().split("\\s+"))
        && Stream.of(reserved.strip().split(","))
            .filter(each -> !each.isEmpty())
            .noneMatch(each -> within(port, each.split("-")));
  }

  private static boolean within(int port, String[] ends) {
    return Integer.parseInt(ends[0]) <= port && port <= Integer.parseInt(ends[ends.length - 1]);
  }
}
