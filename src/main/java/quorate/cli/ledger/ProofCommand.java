package quorate.cli.ledger;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
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
import quorate.ledger.audit.Claim;
import quorate.ledger.audit.Finding;
import quorate.ledger.audit.Finding.Fault;
import quorate.ledger.audit.LedgerProof;
import quorate.ledger.audit.Prover;
import quorate.ledger.audit.StoredState;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.StateKey;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.node.Trouble;
import quorate.node.ledger.EntryShown;
import quorate.node.ledger.GenesisFile;
import quorate.node.ledger.LedgerFolder;
import quorate.node.ledger.ProofFile;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.TaskId;

/** A piece of the ledger that stands alone. */
@Command(
    name = "proof",
    description = {
      "Prove what an account has, that a task was paid, or that a transaction is recorded; check",
      "such a proof. A proof is for somebody without a store: a file that the page of any node",
      "checks as well. It is checked against the genesis, or against the digest that you trust: of",
      "the genesis, of the first validators or of the first header in the file. Exit code 20 when",
      "it does not hold."
    },
    footer = {
      "",
      "Examples:",
      "  quorate ledger proof qr1… --data-dir data --file mine.json",
      "  quorate ledger proof --check mine.json --genesis genesis.yaml",
      "  quorate ledger proof --check mine.json --trust DIGEST --output json"
    })
final class ProofCommand implements Callable<Integer> {
  @Mixin private final Output output = new Output();

  @Parameters(
      arity = "0..1",
      paramLabel = "ADDRESS|TASK|TRANSACTION",
      description = "What to prove: an account, a task's payment, or a transaction by its id.")
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
      names = "--trust",
      paramLabel = "DIGEST",
      description = "A digest to check against: 64 hexadecimal digits.")
  private @Nullable String trusted;

  @Override
  public Integer call() {
    return check != null ? checked(check) : proven();
  }

  private Integer proven() {
    Path to = file;
    Path from = dir;
    if (what == null || from == null || to == null) {
      throw Failure.usage(
          "a proof needs ADDRESS, TASK or TRANSACTION, --data-dir and --file",
          "or --check FILE to check one");
    }
    String named = what;
    return LedgerData.orFail(() -> {
      Genesis known = GenesisFile.read(genesis != null ? genesis : LedgerFolder.genesis(from));
      try (LedgerStore store = LedgerFolder.open(from, known)) {
        LedgerProof proof = proof(known, store, named);
        write(to, ProofFile.text(proof));
        Map<String, Object> facts = facts(proof, List.of());
        facts.put("file", to.toString());
        output.show(facts, "wrote " + to + "\n" + text(facts));
      }
      return Exit.OK;
    });
  }

  private LedgerProof proof(Genesis known, LedgerStore store, String named) throws StoreRefused {
    Optional<Bytes> key = key(store, named);
    Optional<LedgerProof> proof =
        StoredState.view(
            store,
            view -> {
              Prover prover = new Prover(known, view);
              return key.map(prover::entry).orElseGet(() -> prover.transaction(digest(named)));
            });
    return proof.orElseThrow(() ->
        key.isPresent()
            ? Failure.failed("no block has been decided yet", "prove it after the first one")
            : Failure.failed(
                "no stored block has a transaction " + named, "its block may be pruned here"));
  }

  /** Where the state has what is named; empty for a transaction. */
  private Optional<Bytes> key(LedgerStore store, String named) throws StoreRefused {
    if (named.startsWith("qr1") || named.startsWith("QR1")) {
      return Optional.of(StateKey.account(Payments.address(named)).bytes());
    }
    if (named.length() == 2 * Digest.BYTES) {
      digest(named); // a mistyped one is told before the store is read
      return Optional.empty();
    }
    TaskId task = Payments.task(named);
    return Optional.of(StateKey.payment(Payments.owner(store, task, owner), task).bytes());
  }

  private Integer checked(Path from) {
    if ((genesis == null) == (trusted == null)) {
      throw Failure.usage(
          "a proof is checked against --genesis FILE or --trust DIGEST",
          "give one of them: what you trust");
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    List<Finding> findings = new ArrayList<>();
    try {
      LedgerProof proof = ProofFile.read(from);
      findings.addAll(findings(proof));
      facts.putAll(facts(proof, findings));
    } catch (Trouble refused) {
      if (!Files.isReadable(from)) {
        throw Failure.failed(refused.what(), "check that the file exists").because(refused);
      }
      findings.add(new Finding(0, Fault.PROOF_INVALID, refused.what()));
    }
    return shown(facts, findings);
  }

  private Integer shown(Map<String, Object> facts, List<Finding> findings) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("valid", findings.isEmpty());
    document.putAll(facts);
    document.put("findings", Found.facts(findings));
    String first = findings.isEmpty() ? "the proof holds\n" : "the proof does NOT hold\n";
    output.show(document, first + Found.lines(findings) + text(facts));
    return findings.isEmpty() ? Exit.OK : Exit.TAMPERED;
  }

  private List<Finding> findings(LedgerProof proof) {
    Path known = genesis;
    return known != null
        ? proof.check(LedgerData.orFail(() -> GenesisFile.read(known)))
        : proof.check(digest(String.valueOf(trusted)));
  }

  private static Digest digest(String text) {
    try {
      return Digest.ofHex(text);
    } catch (IllegalArgumentException refused) {
      throw Failure.usage(text + " is no digest: " + refused.getMessage(), "64 digits");
    }
  }

  private static Map<String, Object> facts(LedgerProof proof, List<Finding> findings) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("about", Subject.of(proof.claim(), proof.chain()));
    facts.put("height", proof.last().height());
    facts.put("header", proof.last().digest().hex());
    facts.put("chain", proof.chain().hex());
    if (findings.isEmpty() && proof.claim() instanceof Claim.OfEntry(var key, var entry, var way)) {
      facts.put("recorded", entry.isPresent());
      entry.ifPresent(shown -> facts.put("entry", EntryShown.facts(shown)));
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

  private static void write(Path file, String proof) {
    try {
      Files.writeString(file, proof, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw Failure.failed("there is already a file " + file, "choose another").because(e);
    } catch (IOException e) {
      throw Failure.failed("cannot write " + file + ": " + e, "choose another place").because(e);
    }
  }
}
