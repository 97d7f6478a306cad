package quorate.node.ledger;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import quorate.ledger.state.SignedTransaction;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.wire.Codec;
import quorate.wire.Decoded;

/**
 * A signed transaction as a file or as the body of a request (docs/ledger.md, "A signed
 * transaction"): what counts are the canonical bytes in it.
 *
 * @param chain for which it is signed
 */
public record TransactionFile(Digest chain, SignedTransaction signed) {
  /** The largest: the largest transaction in hexadecimal digits, and once more for people. */
  public static final int BYTES_MAX = 2 << 20;

  private static final String FORMAT = "quorate-transaction/1";

  /** With a readable form beside what counts. */
  public Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("format", FORMAT);
    facts.put("chain", chain.hex());
    facts.put("transaction", OperationShown.facts(signed, chain));
    facts.put("bytes", signed.encoded().hex());
    return facts;
  }

  /**
   * Reads one. Whether its signature holds, and whether it can be executed, is for the ledger to
   * say.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public static TransactionFile parse(String text) {
    try {
      JsonObject json = new JsonObject(text);
      String format = json.getString("format", "nothing");
      Check.argument(
          format.equals(FORMAT), "format: expected " + FORMAT + ", got " + brief(format));
      return new TransactionFile(
          Digest.ofHex(json.getString("chain", "")), signed(json.getString("bytes", "")));
    } catch (DecodeException | ClassCastException | NullPointerException none) {
      throw new IllegalArgumentException("expected a JSON object in the form " + FORMAT, none);
    }
  }

  private static SignedTransaction signed(String hex) {
    Decoded<SignedTransaction> decoded = Codec.decode(SignedTransaction.class, Bytes.ofHex(hex));
    return switch (decoded) {
      case Decoded.Value<SignedTransaction>(SignedTransaction signed) -> signed;
      case Decoded.Refused<SignedTransaction>(var why) ->
          throw new IllegalArgumentException(
              "bytes: expected a transaction's canonical bytes in hex, which these are not: "
                  + why);
    };
  }

  private static String brief(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
