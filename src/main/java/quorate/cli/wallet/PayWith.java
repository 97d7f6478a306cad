package quorate.cli.wallet;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import quorate.cli.Failure;
import quorate.cli.ledger.LedgerServer.Answer;
import quorate.cli.ledger.LedgerServer.Line;
import quorate.client.Payer;
import quorate.client.Wishes;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Address;
import quorate.ledger.state.Operation.EscrowOpen;
import quorate.ledger.state.PaymentTerms;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.Transaction;
import quorate.task.Box;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.NodeId;
import quorate.task.Terms;
import quorate.trust.Confidence;
import quorate.wire.Keys;

/** From which wallet tasks are paid: {@code @Mixin PayWith payWith}. */
public final class PayWith {
  private static final long CREDITS_PER_REPLICA = 10;

  /** So many of sixteen settlers must vouch at most, so that some may be silent. */
  private static final int VOUCHING_MAX = 11;

  /** How long an escrow that is opened here lasts: at a block a second some quarter of an hour. */
  private static final long HEIGHTS = 1_000;

  private static final int WAIT_SECONDS = 9;

  @Option(
      names = "--pay-with",
      paramLabel = "WALLET",
      description = "Pay the nodes that agree, from this wallet's credits.")
  private @Nullable String wallet;

  @Option(
      names = "--price",
      paramLabel = "CREDITS",
      description = "What a picture costs at most (default: 10 for each replica).")
  private @Nullable Long price;

  @Option(
      names = "--escrow",
      paramLabel = "NUMBER",
      description = {
        "Pay from this escrow of the wallet, which is open; otherwise one is opened that covers",
        "these pictures. What it has left comes back after its deadline."
      })
  private @Nullable Long number;

  @Mixin private final Wallets wallets = new Wallets();
  @Mixin private final Passphrase passphrase = new Passphrase();

  /** Whether tasks are to be paid. */
  public boolean wanted() {
    return wallet != null;
  }

  /**
   * Opens an escrow, or takes the one that was named.
   *
   * @param tasks how many are to be paid
   */
  public Paying prepare(Line line, String model, Wishes wishes, int tasks) {
    if (wallet == null) {
      throw new IllegalStateException("nobody is to pay");
    }
    JsonObject found = model(line, model);
    Terms terms = terms(wishes, found.getInteger("nodes"));
    JsonObject chain = line.get("/v1/ledger");
    Keys keys = wallets.open(wallet, passphrase);
    long escrow =
        number != null
            ? known(line, keys, number)
            : open(line, keys, chain, terms.replicas(), tasks);
    return new Paying(
        new Payer(keys, Digest.ofHex(chain.getString("chain")), escrow),
        found.getString("sha256"),
        Kind.valueOf(found.getString("kind").toUpperCase(Locale.ROOT)),
        Wishes.of(terms));
  }

  /** A mistyped number is told at once, not by each picture. */
  private static long known(Line line, Keys keys, long number) {
    String owner = Address.of(AccountId.of(keys.id()));
    if (line.find("/v1/ledger/escrows/" + owner + "/" + number).status() == 404) {
      throw Failure.failed(
          "the wallet has no escrow " + number,
          "leave --escrow out to open one for these pictures");
    }
    return number;
  }

  private static JsonObject model(Line line, String named) {
    JsonArray models = line.get("/v1/models").getJsonArray("models");
    for (int i = 0; i < models.size(); i++) {
      JsonObject each = models.getJsonObject(i);
      String name = each.getString("name", "");
      if (List.of(name, name + "@" + each.getString("version"), each.getString("sha256"))
          .contains(named)) {
        return each;
      }
    }
    throw Failure.failed("no node offers the model " + named, "see: GET /v1/models of the gateway");
  }

  /** What the gateway would choose is chosen here, since it is signed for. */
  private static Terms terms(Wishes wishes, int nodes) {
    Optional<Integer> sure = wishes.confidence().map(PayWith::needed);
    Optional<Integer> quorum = wishes.quorum().or(() -> sure);
    int replicas = wishes.replicas().orElse(sure.orElse(Math.clamp(nodes, quorum.orElse(1), 3)));
    return new Terms(
        replicas,
        quorum.orElse(replicas / 2 + 1),
        Box.millionths(wishes.minScore().orElse(0.25)),
        wishes.topK().orElse(100),
        wishes.patienceMillis());
  }

  private static int needed(double confidence) {
    if (Box.millionths(confidence) > Confidence.most()) {
      throw Failure.usage(
          "--confidence: expected at most " + Confidence.most() / 1e6 + ", got " + confidence, "");
    }
    return Confidence.quorum(Box.millionths(confidence));
  }

  private long open(Line line, Keys keys, JsonObject chain, int replicas, int tasks) {
    AccountId account = AccountId.of(keys.id());
    long nonce = line.get("/v1/ledger/accounts/" + Address.of(account)).getLong("nonce");
    EscrowOpen open = opening(nonce, chain, replicas, tasks);
    Digest digest = Digest.ofHex(chain.getString("chain"));
    long fee = chain.getJsonObject("fees").getLong("open");
    Transaction transaction = new Transaction(account, nonce, fee, open);
    Answer answer =
        line.handIn(digest, SignedTransaction.of(transaction, digest, keys), WAIT_SECONDS);
    if (answer.status() != 200) {
      throw answer.status() == 202
          ? Failure.failed("the escrow is not final yet", "try again with --escrow " + nonce)
          : line.refused(answer);
    }
    return nonce;
  }

  /**
   * Numbered by the account's transactions, so that no number is used twice. More than a third of
   * the validators vouch, so that a contradicted answer costs its node.
   */
  private EscrowOpen opening(long nonce, JsonObject chain, int replicas, int tasks) {
    JsonArray validators = chain.getJsonArray("validators");
    int vouching = Math.min(VOUCHING_MAX, validators.size() / 3 + 1);
    int many = Math.min(PaymentTerms.SETTLERS_MAX, 2 * vouching - 1);
    List<AccountId> settlers =
        IntStream.range(0, Math.min(many, validators.size()))
            .mapToObj(i -> validators.getJsonObject(i).getString("node"))
            .map(node -> AccountId.of(NodeId.ofHex(node)))
            .sorted()
            .toList();
    long each = price == null ? CREDITS_PER_REPLICA * replicas : price;
    try {
      PaymentTerms terms = new PaymentTerms(each, replicas, settlers, vouching);
      long amount = Math.multiplyExact(each, tasks);
      return new EscrowOpen(nonce, amount, chain.getLong("height") + HEIGHTS, terms);
    } catch (IllegalArgumentException | ArithmeticException wrong) {
      throw Failure.usage("--price " + each + ": expected " + wrong.getMessage(), "");
    }
  }
}
