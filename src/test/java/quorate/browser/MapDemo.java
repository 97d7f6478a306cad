package quorate.browser;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import quorate.task.NodeId;
import quorate.task.Place;
import quorate.task.Task;
import quorate.wire.Message.Standing;

/**
 * The page with a lively town, for looking at it: {@code MapDemo [port] [nodes] [tasks a second]
 * [share of nodes without a place]}.
 */
final class MapDemo {
  private static final int[][] CITIES = {
    {60, 25}, {-1, 37}, {36, 140}, {-33, 151}, {41, -74}, {-23, -47}, {48, 2}, {37, -122},
    {1, 104}, {19, 73}, {52, 13}, {-34, 18}, {64, -22}, {25, 55}, {45, -74}, {-37, -73}
  };
  private static final String[] NAMES = {
    "helsinki", "nairobi", "tokyo", "sydney", "new-york", "sao-paulo", "paris", "san-francisco",
    "singapore", "mumbai", "berlin", "cape-town", "reykjavik", "dubai", "montreal", "concepcion"
  };

  private final MapServer server;
  private final SplittableRandom chance = new SplittableRandom(7);

  private MapDemo(MapServer server) {
    this.server = server;
  }

  public static void main(String[] args) {
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 7171;
    int nodes = args.length > 1 ? Integer.parseInt(args[1]) : 7;
    double rate = args.length > 2 ? Double.parseDouble(args[2]) : 3;
    double unplaced = args.length > 3 ? Double.parseDouble(args[3]) : 0;
    new MapDemo(MapServer.start(port)).run(nodes, rate, unplaced);
  }

  private void run(int nodes, double rate, double unplaced) {
    for (int i = 0; i < nodes; i++) {
      server.town.add(name(i), place(i, nodes, unplaced), standing(i));
    }
    long now = System.currentTimeMillis();
    for (int i = 0; i < 200; i++) {
      long at = now - 260_000 + i * 1250L;
      server.town.whole(
          i % nodes == 0 ? 1 : i,
          at,
          20 + chance.nextInt(60),
          160 + chance.nextInt(340),
          i % 6 == 0 ? 1 : i % 41 == 0 ? 3 : 0);
    }
    int batch = rate > 20 ? (int) Math.ceil(rate / 20) : 1;
    server
        .vertx()
        .setPeriodic(
            (long) (1000 * batch / rate),
            beat -> {
              for (int i = 0; i < batch; i++) {
                play();
              }
            });
  }

  private static String name(int i) {
    return i < NAMES.length ? NAMES[i] : "node-" + i;
  }

  private Optional<Place> place(int i, int nodes, double unplaced) {
    if (i >= nodes * (1 - unplaced)) {
      return Optional.empty();
    }
    if (i < CITIES.length) {
      return Optional.of(new Place(CITIES[i][0], CITIES[i][1]));
    }
    int[] city = CITIES[chance.nextInt(CITIES.length)];
    return Optional.of(
        new Place(
            Math.clamp(city[0] + chance.nextInt(-14, 14), -60, 75),
            Math.clamp(city[1] + chance.nextInt(-20, 20), -180, 180)));
  }

  private static Standing standing(int i) {
    return i == 11 ? Standing.STARTING : i == 12 ? Standing.DRAINING : Standing.READY;
  }

  private void play() {
    List<NodeId> all = server.town.ids();
    NodeId leader = all.get(chance.nextInt(Math.min(all.size(), 5)));
    int first = chance.nextInt(all.size());
    List<NodeId> asked =
        List.of(
            all.get(first), all.get((first + 1) % all.size()), all.get((first + 2) % all.size()));
    long now = System.currentTimeMillis();
    Task task = server.town.accept(leader, now, 12 + chance.nextInt(70));
    var vertx = server.vertx();
    vertx.setTimer(60, a -> server.town.assign(task, asked, now + 60));
    int work = 200 + chance.nextInt(400);
    for (NodeId node : asked) {
      vertx.setTimer(
          work + 20L * asked.indexOf(node), b -> server.town.commit(task, node, now + work));
    }
    vertx.setTimer(
        work + 120, c -> asked.forEach(node -> server.town.reveal(task, node, now + work + 120)));
    boolean lies = asked.contains(all.get(Math.min(3, all.size() - 1)));
    boolean disputed = chance.nextInt(30) == 0;
    vertx.setTimer(
        work + 200,
        d -> {
          NodeId liar = all.get(Math.min(3, all.size() - 1));
          List<NodeId> honest = asked.stream().filter(node -> !node.equals(liar)).toList();
          server.town.decide(
              task,
              disputed ? List.of() : lies ? honest : asked,
              disputed ? asked : lies ? List.of(liar) : List.of(),
              now + work + 200);
        });
  }
}
