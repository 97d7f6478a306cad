package quorate.cli.ledger;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quorate.cli.Exit;
import quorate.cli.Failure;
import quorate.cli.Output;
import quorate.ledger.audit.Finding;
import quorate.ledger.audit.Finding.Fault;
import quorate.ledger.audit.StateProof;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.StateKey;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.node.ledger.EntryShown;
import quorate.node.ledger.GenesisFile;
import quorate.node.ledger.LedgerFolder;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.TaskId;

/** A piece of the ledger that stands alone. */
@Command(
    name = "proof",
    description = {
      "Prove what an account has, or that a task was paid; check such a proof.",
      "A proof is for somebody without a store. It is checked against the genesis, if its",
      "validators still vote, or against the digest of a header that you trust. Exit code 20 when",
      "it does not hold."
    },
    footer = {
      "",
      "Examples:",
      "  quorate ledger proof qr1… --data-dir data --file mine.proof",
      "  quorate ledger proof --check mine.proof --genesis genesis.yaml",
      "  quorate ledger proof --check mine.proof --header DIGEST --output json"
    })
final class ProofCommand implements Callable<Integer> {
  @Mixin private final Output output = new Output();

  @Parameters(
      arity = "0..1",
      paramLabel = "ADDRESS|TASK",
      description = "What to prove: an account, or a task's payment.")
  private @Nullable String what;

  @Option(names = "--data-dir", paramLabel = "DIR", description = "As of quorate ledger verify.")
  private @Nullable Path dir;

  @Option(
      names = "--genesis",
      paramLabel = "FILE",
      description = "The genesis; to prove, otherwise genesis.yaml in the data directory.")
  private @Nullable Path genesis;

  @Option(names = "--owner", paramLabel = "ADDRESS", description = "The task's client.")
  private @Nullable String owner;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Where to write the proof; the file is not there yet.")
  private @Nullable Path file;

  @Option(names = "--check", paramLabel = "FILE", description = "A proof to check.")
  private @Nullable Path check;

  @Option(
      names = "--header",
      paramLabel = "DIGEST",
      description = "The digest of a header to check against: 64 hexadecimal digits.")
  private @Nullable String header;

  @Override
  public Integer call() {
    return check != null ? checked(check) : proven();
  }

  private Integer proven() {
    Path to = file;
    Path from = dir;
    if (what == null || from == null || to == null) {
      throw Failure.usage(
          "a proof needs ADDRESS or TASK, --data-dir and --file", "or --check FILE to check one");
    }
    String named = what;
    return LedgerData.orFail(() -> {
      Genesis known = GenesisFile.read(genesis != null ? genesis : LedgerFolder.genesis(from));
      try (LedgerStore store = LedgerFolder.open(from, known)) {
        StateProof proof = StateProof.of(store, key(store, named));
        write(to, proof.encoded());
        Map<String, Object> facts = facts(proof, List.of());
        facts.put("file", to.toString());
        output.show(facts, "wrote " + to + "\n" + text(facts));
      }
      return Exit.OK;
    });
  }

  private Bytes key(LedgerStore store, String named) throws StoreRefused {
    if (named.startsWith("qr1") || named.startsWith("QR1")) {
      return StateKey.account(Payments.address(named)).bytes();
    }
    TaskId task = Payments.task(named);
    return StateKey.payment(Payments.owner(store, task, owner), task).bytes();
  }

  private Integer checked(Path from) {
    if ((genesis == null) == (header == null)) {
      throw Failure.usage(
          "a proof is checked against --genesis FILE or --header DIGEST",
          "give one of them: what you trust");
    }
    Optional<StateProof> proof = StateProof.decode(read(from));
    List<Finding> findings =
        proof
            .map(this::findings)
            .orElseGet(() ->
                List.of(new Finding(0, Fault.PROOF_INVALID, "the file is no proof of the ledger")));
    Map<String, Object> facts =
        proof.map(known -> facts(known, findings)).orElseGet(LinkedHashMap::new);
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("valid", findings.isEmpty());
    document.putAll(facts);
    document.put("findings", Found.facts(findings));
    String first = findings.isEmpty() ? "the proof holds\n" : "the proof does NOT hold\n";
    output.show(document, first + Found.lines(findings) + text(facts));
    return findings.isEmpty() ? Exit.OK : Exit.TAMPERED;
  }

  private List<Finding> findings(StateProof proof) {
    Path known = genesis;
    if (known != null) {
      return proof.check(LedgerData.orFail(() -> GenesisFile.read(known)));
    }
    try {
      return proof.check(Digest.ofHex(String.valueOf(header)));
    } catch (IllegalArgumentException refused) {
      throw Failure.usage("--header is no digest: " + refused.getMessage(), "64 digits");
    }
  }

  private static Map<String, Object> facts(StateProof proof, List<Finding> findings) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("about", Subject.of(proof.key()));
    facts.put("height", proof.header().height());
    facts.put("header", proof.header().digest().hex());
    facts.put("chain", proof.header().chain().hex());
    if (findings.isEmpty()) {
      facts.put("recorded", proof.entry().isPresent());
      proof.entry().ifPresent(entry -> facts.put("entry", EntryShown.facts(entry)));
    }
    return facts;
  }

  private static String text(Map<String, Object> facts) {
    StringBuilder text = new StringBuilder();
    facts.forEach((name, value) -> {
      if (!name.equals("file")) {
        text.append("%-8s  %s%n".formatted(name, value));
      }
    });
    return text.toString();
  }

  private static void write(Path file, Bytes proof) {
    try {
      Files.write(file, proof.toArray(), StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw Failure.failed("there is already a file " + file, "choose another").because(e);
    } catch (IOException e) {
      throw Failure.failed("cannot write " + file + ": " + e, "choose another place").because(e);
    }
  }

  private static Bytes read(Path file) {
    try {
      if (Files.size(file) > StateProof.BYTES_MAX) {
        throw Failure.of(Exit.TAMPERED, file + " is too large to be a proof", "");
      }
      return Bytes.giving(Files.readAllBytes(file));
    } catch (IOException e) {
      throw Failure.failed("cannot read " + file, "check that the file exists").because(e);
    }
  }
}
