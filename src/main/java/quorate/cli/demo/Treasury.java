package quorate.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Genesis.Grant;
import quorate.ledger.state.PaymentTerms;
import quorate.ledger.state.Seat;
import quorate.node.Identity;
import quorate.node.ledger.GenesisFile;
import quorate.node.ledger.GenesisText;
import quorate.task.NodeId;
import quorate.wire.Keys;

/**
 * The demo's money: a chain whose validators are some of the demo's nodes, a client with credits,
 * and nodes with a few for fees.
 */
public final class Treasury {
  /** What a client pays for each replica of a task. */
  public static final long CREDITS_PER_REPLICA = 10;

  static final long CLIENT_CREDITS = 1_000_000_000;
  static final long NODE_CREDITS = 1_000_000;

  /** Tolerates one that fails; more would only cost. */
  private static final int VALIDATORS = 4;

  private static final int SETTLERS = 3;

  private final Keys client;
  private final Map<String, NodeId> nodes;
  private final Genesis genesis;
  private final Path file;

  private Treasury(Keys client, Map<String, NodeId> nodes, Genesis genesis, Path file) {
    this.client = client;
    this.nodes = nodes;
    this.genesis = genesis;
    this.file = file;
  }

  /**
   * Draws the keys of all nodes, and writes the genesis that they start from.
   *
   * @param folder with a data directory for each node, by its name
   * @param names of the nodes; the first of them are validators and settlers
   */
  public static Treasury found(Path folder, List<String> names) throws IOException {
    Keys client = Keys.draw(new SecureRandom());
    Map<String, NodeId> nodes = new LinkedHashMap<>();
    for (String name : names) {
      Path data = Files.createDirectories(folder.resolve(name));
      nodes.put(name, Identity.openOrDraw(data).id());
    }
    Genesis genesis = genesis(client, List.copyOf(nodes.values()));
    Path file = folder.resolve(GenesisFile.NAME);
    Files.writeString(file, GenesisText.of(genesis));
    return new Treasury(client, nodes, genesis, file);
  }

  private static Genesis genesis(Keys client, List<NodeId> nodes) {
    List<Grant> grants = new ArrayList<>();
    grants.add(new Grant(AccountId.of(client.id()), CLIENT_CREDITS));
    nodes.forEach(node -> grants.add(new Grant(AccountId.of(node), NODE_CREDITS)));
    List<Seat> seats = nodes.stream().limit(VALIDATORS).map(node -> new Seat(node, 1)).toList();
    long now = System.currentTimeMillis();
    return GenesisFile.of("demo", now, grants, List.of(), seats, GenesisText.USUAL);
  }

  /** The file to be given to the nodes. */
  public Path file() {
    return file;
  }

  public Genesis genesis() {
    return genesis;
  }

  public Keys client() {
    return client;
  }

  /** The nodes by their names. */
  public Map<String, NodeId> nodes() {
    return nodes;
  }

  /** Two of three nodes vouch for what is paid; of one or two, all. */
  PaymentTerms terms(int replicas) {
    List<AccountId> settlers =
        nodes.values().stream().limit(SETTLERS).map(AccountId::of).sorted().toList();
    int threshold = settlers.size() / 2 + 1;
    return new PaymentTerms(CREDITS_PER_REPLICA * replicas, replicas, settlers, threshold);
  }
}
