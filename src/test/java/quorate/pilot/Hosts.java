package quorate.pilot;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Where the nodes of a pilot run. */
interface Hosts extends AutoCloseable {
  /** All on this machine's loopback address. */
  Hosts LOOPBACK =
      new Hosts() {
        @Override
        public String address(int node) {
          return "127.0.0.1";
        }
      };

  /** The address of a node. */
  String address(int node);

  /** The port that all of them listen on; 0 for any free one. */
  default int httpPort() {
    return 0;
  }

  /** Words before a node's command. */
  default List<String> before(int node) {
    return List.of();
  }

  /** What a node has in its environment, beside what this process has. */
  default Map<String, String> environment(int node) {
    return Map.of();
  }

  @Override
  default void close() throws IOException {}
}
