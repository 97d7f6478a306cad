package quorate.node.ledger;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import quorate.ledger.audit.Claim;
import quorate.ledger.audit.LedgerProof;
import quorate.ledger.audit.LedgerProof.Agreed;
import quorate.ledger.bft.Certificate;
import quorate.ledger.bft.Validators;
import quorate.ledger.chain.Previous;
import quorate.ledger.proof.InclusionProof;
import quorate.ledger.proof.MapProof;
import quorate.ledger.state.Entry;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Header;
import quorate.ledger.state.Receipt;
import quorate.ledger.state.SignedTransaction;
import quorate.node.Trouble;
import quorate.node.ledger.Place.Form;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.wire.Codec;

/** A proof as it is handed on: JSON of the form {@value #FORMAT} (docs/proof.md). */
public final class ProofFile {
  public static final String FORMAT = "quorate-proof/1";
  public static final int BYTES_MAX = 16 << 20;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ProofFile() {}

  /** The text of a proof: one proof has one text, in ASCII. */
  public static String text(LedgerProof proof) {
    ObjectNode root = JSON.createObjectNode().put("format", FORMAT);
    ObjectNode chain = root.putObject("chain").put("genesis", proof.chain().hex());
    proof.genesis().ifPresent(known -> put(chain, "content", Genesis.class, known));
    ArrayNode headers = root.putArray("headers");
    proof.headers().forEach(each -> write(each, headers.addObject()));
    write(proof.claim(), root.putObject("claim"));
    return root.toString();
  }

  /**
   * The proof of a file.
   *
   * @throws Trouble when it cannot be read, or saying what is wrong with it
   */
  public static LedgerProof read(Path file) {
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw Form.PROOF.refused(file.toString(), "is larger than 16 MiB");
      }
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new Trouble("cannot read the proof " + file + ": " + e, "is it a proof?", e);
    }
  }

  /**
   * The proof of a text. That it holds is another question: {@link LedgerProof#check}.
   *
   * @throws Trouble saying what is wrong with it
   */
  public static LedgerProof parse(String text) {
    try {
      JsonNode root = JSON.readTree(text);
      return proof(Place.root(Form.PROOF, root == null ? JSON.missingNode() : root));
    } catch (JsonProcessingException e) {
      throw Form.PROOF.refused("it", "is no JSON");
    } catch (IllegalArgumentException invalid) {
      throw Form.PROOF.refused("it", "expected " + invalid.getMessage());
    }
  }

  private static LedgerProof proof(Place root) {
    root.only("format", "chain", "headers", "claim");
    String format = root.at("format").text();
    if (!format.equals(FORMAT)) {
      throw Form.PROOF.refused("format", "expected " + FORMAT);
    }
    Place chain = root.at("chain").only("genesis", "content");
    Optional<Genesis> genesis =
        chain.node().has("content")
            ? Optional.of(canonical(chain.at("content"), Genesis.class))
            : Optional.empty();
    List<Agreed> headers = root.at("headers").each(LedgerProof.HEADERS_MAX, ProofFile::agreed);
    return new LedgerProof(digest(chain.at("genesis")), genesis, headers, claim(root.at("claim")));
  }

  private static Agreed agreed(Place place) {
    place.only("validators", "header", "body", "commit");
    return new Agreed(
        canonical(place.at("header"), Header.class),
        digest(place.at("body")),
        new Previous(
            canonical(place.at("commit"), Certificate.class),
            canonical(place.at("validators"), Validators.class)));
  }

  private static Claim claim(Place place) {
    return switch (place.at("kind").text()) {
      case "entry" -> entry(place.only("kind", "key", "entry", "proof"));
      case "transaction" ->
          new Claim.OfTransaction(
              canonical(
                  place.only("kind", "content", "proof").at("content"), SignedTransaction.class),
              canonical(place.at("proof"), InclusionProof.class));
      case "receipt" ->
          new Claim.OfReceipt(
              canonical(place.only("kind", "content", "proof").at("content"), Receipt.class),
              canonical(place.at("proof"), InclusionProof.class));
      default -> throw Form.PROOF.refused("claim.kind", "expected entry, transaction or receipt");
    };
  }

  private static Claim entry(Place place) {
    Place entry = place.at("entry");
    return new Claim.OfEntry(
        bytes(place.at("key")),
        entry.node().isNull() ? Optional.empty() : Optional.of(canonical(entry, Entry.class)),
        canonical(place.at("proof"), MapProof.class));
  }

  private static void write(Agreed agreed, ObjectNode to) {
    put(to, "validators", Validators.class, agreed.decided().validators());
    put(to, "header", Header.class, agreed.header());
    to.put("body", agreed.body().hex());
    put(to, "commit", Certificate.class, agreed.decided().commit());
  }

  private static void write(Claim claim, ObjectNode to) {
    switch (claim) {
      case Claim.OfEntry(var key, var entry, var path) -> {
        to.put("kind", "entry").put("key", key.hex());
        to.put("entry", entry.map(each -> Codec.encode(Entry.class, each).hex()).orElse(null));
        put(to, "proof", MapProof.class, path);
      }
      case Claim.OfTransaction(var transaction, var path) -> {
        put(to.put("kind", "transaction"), "content", SignedTransaction.class, transaction);
        put(to, "proof", InclusionProof.class, path);
      }
      case Claim.OfReceipt(var receipt, var path) -> {
        put(to.put("kind", "receipt"), "content", Receipt.class, receipt);
        put(to, "proof", InclusionProof.class, path);
      }
    }
  }

  private static <T> void put(ObjectNode to, String name, Class<T> type, T value) {
    to.put(name, Codec.encode(type, value).hex());
  }

  private static <T> T canonical(Place place, Class<T> type) {
    return Codec.decode(type, bytes(place))
        .found()
        .orElseThrow(() ->
            Form.PROOF.refused(
                place.path(), "expected the canonical bytes of a " + type.getSimpleName()));
  }

  private static Digest digest(Place place) {
    return place.parsed(text -> new Digest(hex(text)));
  }

  private static Bytes bytes(Place place) {
    return place.parsed(ProofFile::hex);
  }

  private static Bytes hex(String text) {
    Bytes bytes = Bytes.ofHex(text);
    if (!bytes.hex().equals(text)) {
      throw new IllegalArgumentException("expected hexadecimal digits in lower case");
    }
    return bytes;
  }
}
