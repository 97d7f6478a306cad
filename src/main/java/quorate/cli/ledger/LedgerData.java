package quorate.cli.ledger;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import quorate.cli.Exit;
import quorate.cli.Failure;
import quorate.ledger.state.Genesis;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.node.Trouble;
import quorate.node.ledger.GenesisFile;
import quorate.node.ledger.LedgerFolder;

/** Which store: {@code @Mixin LedgerData data}. */
public final class LedgerData {
  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "The data directory of a node that is not running, or a copy of it.")
  private @Nullable Path dir;

  @Option(
      names = "--genesis",
      paramLabel = "FILE",
      description = "The genesis; otherwise genesis.yaml in the data directory.")
  private @Nullable Path genesis;

  /** The genesis of the chain. */
  public Genesis genesis() {
    return GenesisFile.read(genesis != null ? genesis : LedgerFolder.genesis(dir()));
  }

  /** Opens the store; to be closed. */
  public LedgerStore open(Genesis genesis) throws StoreRefused {
    return LedgerFolder.open(dir(), genesis);
  }

  private Path dir() {
    if (dir == null) {
      throw Failure.usage("Missing required option: '--data-dir=DIR'", "name a data directory");
    }
    return dir;
  }

  /** Reads from a store. */
  public interface Reading {
    Integer of(Genesis genesis, LedgerStore store) throws Exception;
  }

  /** Opens the store, reads, and closes it; failures become the command's. */
  public Integer read(Reading reading) {
    return orFail(() -> {
      Genesis genesis = genesis();
      try (LedgerStore store = open(genesis)) {
        return reading.of(genesis, store);
      }
    });
  }

  /** A deed whose failures are told as a command tells them. */
  public static <T> T orFail(Callable<T> deed) {
    try {
      return deed.call();
    } catch (Trouble trouble) {
      throw Failure.failed(trouble.what(), trouble.action()).because(trouble);
    } catch (StoreRefused refused) {
      throw told(refused);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Failure told(StoreRefused refused) {
    String what = String.valueOf(refused.getMessage());
    return switch (refused.why()) {
      case DAMAGED ->
          Failure.of(Exit.TAMPERED, what, "take another node's store; see docs/ledger.md")
              .because(refused);
      case OTHER_OWNER ->
          Failure.failed(what, "give the genesis of this chain with --genesis").because(refused);
      case IN_USE -> Failure.failed(what, "end the node, or copy its folder").because(refused);
      case FULL, READ_ONLY, FOREIGN, VERSION, BROKEN, CLOSED ->
          Failure.failed(what, "").because(refused);
    };
  }
}
