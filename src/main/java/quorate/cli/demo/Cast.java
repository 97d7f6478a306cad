package quorate.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import quorate.cli.fleet.NodePlan;

/** Who plays in the demo: nodes of distinct operators round the world, the last ones faulty. */
public final class Cast {
  /** A place that a node is at. */
  private record City(String name, String place) {}

  private static final List<City> CITIES =
      List.of(
          new City("lisbon", "39,-9"),
          new City("nairobi", "-1,37"),
          new City("osaka", "35,136"),
          new City("quito", "0,-79"),
          new City("reykjavik", "64,-22"),
          new City("sydney", "-34,151"),
          new City("toronto", "44,-79"),
          new City("mumbai", "19,73"),
          new City("santiago", "-33,-71"),
          new City("helsinki", "60,25"),
          new City("lagos", "6,3"),
          new City("seoul", "38,127"),
          new City("denver", "40,-105"),
          new City("tashkent", "41,69"),
          new City("auckland", "-37,175"));

  private static final List<String> OPERATORS =
      List.of("ada", "bela", "chidi", "dana", "emil", "fatou", "goran", "hana", "ines", "jun");

  private Cast() {}

  /**
   * The nodes to be started.
   *
   * @param faulty how many of them misbehave
   * @param behaviour how, as {@code --fault-behaviour} names it
   * @param settings options of {@code quorate node} for all
   */
  public static List<NodePlan> of(
      int nodes, int faulty, String behaviour, Map<String, String> settings) {
    List<NodePlan> cast = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      City city = CITIES.get(i % CITIES.size());
      String more = i < CITIES.size() ? "" : "-" + (i / CITIES.size() + 1);
      Map<String, String> all = new java.util.HashMap<>(settings);
      if (i >= nodes - faulty) {
        all.put("fault-behaviour", behaviour);
      }
      String operator = OPERATORS.get(i % OPERATORS.size()) + (i < 10 ? "" : "-" + i);
      cast.add(new NodePlan(city.name() + more, operator, city.place(), all));
    }
    return cast;
  }
}
