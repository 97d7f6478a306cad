package quorate.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import quorate.consensus.Finding;
import quorate.consensus.ProofCheck;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Codec;
import quorate.wire.Proof;
import quorate.wire.Voice;

/** What was decided, and why it is to be believed. */
@Command(
    name = "verdict",
    description = "Check verdicts by their proofs.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = VerdictCommand.Verify.class)
final class VerdictCommand {
  /** Checks one proof with nothing but its file. */
  @Command(
      name = "verify",
      description = {
        "Check a proof offline: the leader's seal, every node's signature, that what was shown is",
        "what was committed to and answers this very task, and that the answers give this verdict.",
        "Of a verdict without an answer most is the leader's word: that nodes declined or were",
        "silent, or that the deadline passed; only a quorum and one more cannot be hidden.",
        "Exit code 0 when it holds, 20 when it does not."
      },
      footer = {
        "",
        "Examples:",
        "  quorate submit cat.jpg --proof proofs && quorate verdict verify proofs/cat.jpg.proof",
        "  quorate verdict verify cat.jpg.proof --network quorate --picture cat.jpg --output json"
      })
  static final class Verify implements Callable<Integer> {
    /** The largest proof: 32 answers and as many commitments, each as large as may be. */
    static final long FILE_BYTES_MAX = 32L << 20;

    @Mixin private final Output output = new Output();

    @Parameters(paramLabel = "FILE", description = "The proof, in its canonical bytes.")
    private @Nullable Path file;

    @Option(
        names = "--network",
        paramLabel = "NAME",
        description = "The name of the network that it must be from.")
    private @Nullable String network;

    @Option(
        names = "--picture",
        paramLabel = "FILE",
        description = "The picture that it must be about.")
    private @Nullable Path picture;

    @Override
    public Integer call() {
      if (file == null) {
        throw Failure.usage("there is no file", "name the file that holds the proof");
      }
      Bytes bytes = read(file);
      Optional<Digest> expected = Optional.ofNullable(network).map(Voice::network);
      List<Map<String, Object>> faults = new ArrayList<>();
      for (Finding finding : ProofCheck.findings(bytes, expected)) {
        faults.add(fault(finding.fault().name(), finding.detail()));
      }
      Optional<Proof> proof = proof(bytes);
      proof.ifPresent(known -> picture(known, faults));
      Map<String, Object> document = document(proof, faults);
      output.show(document, text(document, faults));
      return faults.isEmpty() ? Exit.OK : Exit.TAMPERED;
    }

    private void picture(Proof proof, List<Map<String, Object>> faults) {
      if (picture != null && !Digest.of(read(picture)).equals(proof.task().picture().digest())) {
        faults.add(fault("WRONG_PICTURE", "it is about another picture than " + picture));
      }
    }

    private static Map<String, Object> fault(String fault, String detail) {
      Map<String, Object> shown = new LinkedHashMap<>();
      shown.put("fault", fault);
      shown.put("detail", detail);
      return shown;
    }

    private static Optional<Proof> proof(Bytes bytes) {
      return Codec.decode(Proof.class, bytes).found();
    }

    private static Map<String, Object> document(
        Optional<Proof> proof, List<Map<String, Object>> faults) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("valid", faults.isEmpty());
      proof.ifPresent(known -> {
        document.put("task", known.task().id().toString());
        document.put("outcome", known.verdict().outcome().name());
        document.put("agreed", ids(known.verdict().agreed()));
        document.put("dissent", ids(known.verdict().dissent()));
        document.put("quorum", known.task().terms().quorum());
        known.seal().ifPresent(seal -> document.put("leader", seal.leader().hex()));
        document.put("picture", known.task().picture().digest().hex());
      });
      document.put("findings", faults);
      return document;
    }

    private static List<String> ids(List<NodeId> nodes) {
      return nodes.stream().map(NodeId::hex).toList();
    }

    private static String text(Map<String, Object> document, List<Map<String, Object>> faults) {
      StringBuilder text = new StringBuilder();
      text.append(faults.isEmpty() ? "the proof holds" : "the proof does NOT hold").append('\n');
      faults.forEach(
          each -> text.append("  %s: %s%n".formatted(each.get("fault"), each.get("detail"))));
      document.forEach((name, value) -> {
        if (!name.equals("valid") && !name.equals("findings")) {
          text.append("%-8s %s%n".formatted(name, value));
        }
      });
      return text.toString();
    }

    private static Bytes read(Path file) {
      try {
        if (Files.size(file) > FILE_BYTES_MAX) {
          throw Failure.of(Exit.TAMPERED, file + " is too large to be a proof", "");
        }
        return Bytes.giving(Files.readAllBytes(file));
      } catch (IOException e) {
        throw Failure.failed("cannot read " + file, "check that the file exists").because(e);
      }
    }
  }
}
