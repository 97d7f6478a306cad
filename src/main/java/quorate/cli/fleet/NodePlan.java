package quorate.cli.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A node to be started.
 *
 * @param place latitude,longitude
 * @param settings more options of {@code quorate node}, by name without dashes
 */
public record NodePlan(String name, String operator, String place, Map<String, String> settings) {
  public NodePlan {
    settings = Map.copyOf(settings);
  }

  List<String> arguments(String network, String dataDir, int clusterPort, String members) {
    List<String> arguments = new ArrayList<>(List.of("node", "--output", "json"));
    arguments.add("--end-with-stdin");
    option(arguments, "network-name", network);
    option(arguments, "node-name", name);
    option(arguments, "node-operator", operator);
    option(arguments, "node-place", place);
    option(arguments, "node-data-dir", dataDir);
    option(arguments, "cluster-port", Integer.toString(clusterPort));
    option(arguments, "cluster-members", members);
    option(arguments, "shutdown-timeout", "2s");
    settings.forEach((key, value) -> option(arguments, key, value));
    return arguments;
  }

  private static void option(List<String> arguments, String name, String value) {
    arguments.add("--" + name + "=" + value);
  }
}
