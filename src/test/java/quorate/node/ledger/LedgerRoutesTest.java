package quorate.node.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quorate.gateway.access.ApiKeys;
import quorate.gateway.json.Documents;
import quorate.gateway.json.Schemas;
import quorate.ledger.audit.ChainFixture;
import quorate.ledger.audit.LedgerProof;
import quorate.ledger.state.Address;
import quorate.ledger.state.Operation;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.Transaction;
import quorate.task.Digest;

/** The ledger by REST, over a chain that is executed and certified for real. */
class LedgerRoutesTest {
  private static final String CLIENT = Address.of(ChainFixture.id(4));
  private static final String FRIEND = Address.of(ChainFixture.id(5));

  private final HttpClient http = HttpClient.newHttpClient();
  private final ChainFixture chain = ChainFixture.usual();
  private final FixtureLedger ledger = new FixtureLedger(chain);
  private NodeWithLedger server = NodeWithLedger.of(ledger);

  @AfterEach
  void close() {
    server.close();
    ledger.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(server.at("/v1/ledger" + path));
  }

  private HttpResponse<String> ask(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private JsonObject json(HttpRequest.Builder request, int status, String schema) {
    HttpResponse<String> response = ask(request);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return Schemas.of(schema, new JsonObject(response.body()));
  }

  private JsonObject refused(HttpRequest.Builder request, int status, String code) {
    JsonObject problem = json(request, status, "Problem");
    assertThat(problem.getString("code")).isEqualTo(code);
    return problem;
  }

  private HttpRequest.Builder post(SignedTransaction signed) {
    return post(new JsonObject(new TransactionFile(chain.genesis().chain(), signed).facts()));
  }

  private HttpRequest.Builder post(JsonObject body) {
    return to("/transactions").POST(BodyPublishers.ofString(body.encode()));
  }

  private SignedTransaction transfer(long amount) {
    return chain.sign(4, new Operation.Transfer(ChainFixture.id(5), amount));
  }

  private String id(SignedTransaction signed) {
    return signed.id(chain.genesis().chain()).hex();
  }

  // ---- look

  @Test
  void tellsWhereTheChainStands() {
    JsonObject told = json(to(""), 200, "Ledger");
    assertThat(told.getString("chain")).isEqualTo(chain.genesis().chain().hex());
    assertThat(told.getLong("height")).isEqualTo(5);
    assertThat(told.getLong("supply")).isEqualTo(6 * ChainFixture.RICH);
    assertThat(told.getLong("escrowed")).isEqualTo(970);
    assertThat(told.getLong("paid")).isEqualTo(30);
    assertThat(told.getLong("burned")).isEqualTo(1 + 2 + 4);
    assertThat(told.getJsonArray("validators")).hasSize(4);
    assertThat(told.getLong("power")).isEqualTo(40);
    assertThat(told.getJsonObject("agreement").getInteger("round")).isEqualTo(2);
    assertThat(told.getJsonObject("fees").getLong("transfer")).isEqualTo(1);
  }

  @Test
  void listsBlocksFromTheNewestOn() {
    JsonObject page = json(to("/blocks?limit=2"), 200, "LedgerBlocks");
    assertThat(heights(page)).containsExactly(5L, 4L);
    assertThat(page.getJsonArray("blocks").getJsonObject(0).getInteger("votes")).isEqualTo(4);
    JsonObject rest = json(to("/blocks?before=" + page.getLong("before")), 200, "LedgerBlocks");
    assertThat(heights(rest)).containsExactly(3L, 2L, 1L, 0L);
    assertThat(rest.containsKey("before")).isFalse();
    assertThat(heights(json(to("/blocks?before=9000"), 200, "LedgerBlocks"))).hasSize(6);
  }

  private static List<Long> heights(JsonObject page) {
    return page.getJsonArray("blocks").stream()
        .map(each -> ((JsonObject) each).getLong("height"))
        .toList();
  }

  @Test
  void showsABlockWithItsTransactionsAndVotes() {
    JsonObject block = json(to("/blocks/3"), 200, "LedgerBlock");
    assertThat(block.getJsonObject("votes").getJsonArray("by")).hasSize(4);
    JsonObject settled = block.getJsonArray("transactions").getJsonObject(0);
    assertThat(settled.getString("operation")).isEqualTo("escrow-settle");
    assertThat(block.getInteger("transactionsInAll")).isEqualTo(1);
    assertThat(json(to("/blocks/3?from=1"), 200, "LedgerBlock").getJsonArray("transactions"))
        .isEmpty();
    assertThat(json(to("/blocks/0"), 200, "LedgerBlock").containsKey("votes")).isFalse();
    refused(to("/blocks/6"), 404, "not-recorded");
  }

  @Test
  void showsAccountsEscrowsAndPayments() {
    JsonObject account = json(to("/accounts/" + CLIENT), 200, "LedgerAccount");
    assertThat(account.getLong("balance")).isEqualTo(ChainFixture.RICH - 1234 - 1 - 1000 - 2);
    assertThat(account.getLong("held")).isEqualTo(970);
    assertThat(account.getLong("nonce")).isEqualTo(2);
    JsonObject nobody =
        json(to("/accounts/" + Address.of(ChainFixture.id(77))), 200, "LedgerAccount");
    assertThat(nobody.getLong("balance")).isZero();
    JsonObject escrow = json(to("/escrows/" + CLIENT + "/7"), 200, "LedgerEscrow");
    assertThat(escrow.getLong("remaining")).isEqualTo(970);
    assertThat(escrow.getJsonArray("settlers").getString(0)).isEqualTo(FRIEND);
    JsonObject payment =
        json(to("/tasks/" + CLIENT + "/" + ChainFixture.TASK), 200, "LedgerPayment");
    assertThat(payment.getLong("each")).isEqualTo(10);
    assertThat(payment.getJsonArray("payees")).hasSize(3);
    assertThat(payment.getBoolean("consistent")).isTrue();
    refused(to("/escrows/" + CLIENT + "/8"), 404, "not-recorded");
    refused(to("/tasks/" + FRIEND + "/" + ChainFixture.TASK), 404, "not-recorded");
  }

  @Test
  void describesEveryRouteAndNoOther() {
    JsonObject paths = Documents.openapi().getJsonObject("paths");
    List<String> described =
        paths.fieldNames().stream()
            .filter(path -> path.startsWith("/v1/ledger"))
            .flatMap(path ->
                paths.getJsonObject(path).fieldNames().stream()
                    .filter(method -> !method.equals("parameters"))
                    .map(method -> method.toUpperCase(Locale.ROOT) + " " + path))
            .map(route -> route.replaceAll("\\{(\\w+)}", ":$1"))
            .toList();
    assertThat(server.routes()).containsExactlyInAnyOrderElementsOf(described);
  }

  @Test
  void givesProofsThatHoldForWhoeverTrustsTheGenesis() {
    String transaction = id(chain.decided(1).orElseThrow().block().transactions().getFirst());
    for (String path :
        List.of(
            "/accounts/" + CLIENT,
            "/accounts/" + Address.of(ChainFixture.id(77)),
            "/escrows/" + CLIENT + "/7",
            "/escrows/" + CLIENT + "/8",
            "/tasks/" + CLIENT + "/" + ChainFixture.TASK,
            "/tasks/" + FRIEND + "/" + ChainFixture.TASK,
            "/transactions/" + transaction)) {
      JsonObject told = json(to(path + "/proof"), 200, "LedgerProof");
      LedgerProof proof = ProofFile.parse(told.encode());
      assertThat(proof.check(chain.genesis())).as(path).isEmpty();
      assertThat(proof.check(Digest.of(new byte[0]))).as(path).isNotEmpty();
    }
    refused(to("/transactions/" + "00".repeat(32) + "/proof"), 404, "not-recorded");
  }

  @Test
  void looksThroughTheChainForAnAccountsTransactions() {
    JsonObject told = json(to("/accounts/" + CLIENT + "/transactions"), 200, "LedgerHistory");
    assertThat(
            told.getJsonArray("transactions").stream()
                .map(each -> ((JsonObject) each).getLong("height")))
        .containsExactly(3L, 2L, 1L);
    assertThat(told.containsKey("before")).isFalse();
    JsonObject early =
        json(to("/accounts/" + CLIENT + "/transactions?before=2"), 200, "LedgerHistory");
    assertThat(early.getJsonArray("transactions")).hasSize(1);
  }

  @Test
  void listsTheRichestAndTheBusiestAccounts() {
    json(post(transfer(9)).header("Prefer", "wait=20"), 200, "LedgerTransaction");
    JsonObject busiest = eventually("/accounts?order=busiest&limit=1", 4);
    assertThat(busiest.getString("address")).isEqualTo(CLIENT);
    JsonObject richest =
        json(to("/accounts"), 200, "LedgerAccounts").getJsonArray("accounts").getJsonObject(0);
    assertThat(richest.getString("address")).isEqualTo(FRIEND);
    assertThat(richest.getLong("balance")).isEqualTo(ChainFixture.RICH + 1234 - 4 + 9);
    refused(to("/accounts?order=poorest"), 400, "invalid");
  }

  /** The first account, once it has taken part in so many transactions: it is read now and then. */
  private JsonObject eventually(String path, long transactions) {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (System.nanoTime() < deadline) {
      HttpResponse<String> reply = ask(to(path)); // now and then it is asked too often
      JsonArray rows = new JsonObject(reply.body()).getJsonArray("accounts", new JsonArray());
      if (!rows.isEmpty() && rows.getJsonObject(0).getLong("transactions") == transactions) {
        return rows.getJsonObject(0);
      }
    }
    throw new AssertionError("no account with " + transactions + " transactions: " + path);
  }

  // ---- hand in

  @Test
  void waitsUntilATransferIsFinal() {
    SignedTransaction signed = transfer(500);
    JsonObject done = json(post(signed).header("Prefer", "wait=20"), 200, "LedgerTransaction");
    assertThat(done.getString("status")).isEqualTo("final");
    assertThat(done.getLong("height")).isEqualTo(6);
    assertThat(done.getString("id")).isEqualTo(id(signed));
    JsonObject found = json(to("/transactions/" + id(signed)), 200, "LedgerTransaction");
    assertThat(found.getJsonObject("transaction").getLong("amount")).isEqualTo(500);
    assertThat(found.getInteger("index")).isZero();
  }

  @Test
  void saysThatATransferIsUnderWay() {
    ledger.hold();
    SignedTransaction signed = transfer(500);
    HttpResponse<String> reply = ask(post(signed));
    assertThat(reply.statusCode()).isEqualTo(202);
    assertThat(reply.headers().firstValue("Location"))
        .hasValue("/v1/ledger/transactions/" + id(signed));
    assertThat(json(post(signed).header("Prefer", "wait=1"), 202, "LedgerTransaction"))
        .isEqualTo(new JsonObject().put("id", id(signed)).put("status", "pending"));
    refused(to("/transactions/" + id(signed)), 404, "not-recorded");
    CompletableFuture<HttpResponse<String>> waits =
        http.sendAsync(post(signed).header("Prefer", "wait=20").build(), BodyHandlers.ofString());
    ledger.release();
    assertThat(waits.join().statusCode()).isEqualTo(200);
  }

  @Test
  void takesWhatIsFinalAlreadyForDone() {
    SignedTransaction signed = transfer(500);
    json(post(signed).header("Prefer", "wait=20"), 200, "LedgerTransaction");
    assertThat(json(post(signed), 200, "LedgerTransaction").getLong("height")).isEqualTo(6);
  }

  @Test
  void saysWhyATransferCannotBeExecuted() {
    JsonObject poor = refused(post(transfer(ChainFixture.RICH)), 409, "transaction-refused");
    assertThat(poor.getString("reason")).isEqualTo("BALANCE_TOO_LOW");
    SignedTransaction spent = transfer(1);
    json(post(spent), 200, "LedgerTransaction");
    Transaction again =
        new Transaction(
            ChainFixture.id(4),
            spent.transaction().nonce(),
            1,
            transfer(2).transaction().operation());
    SignedTransaction conflict =
        SignedTransaction.of(again, chain.genesis().chain(), ChainFixture.keys(4));
    assertThat(refused(post(conflict), 409, "transaction-refused").getString("reason"))
        .isEqualTo("NONCE_USED");
    SignedTransaction forged =
        SignedTransaction.of(again, Digest.of(new byte[0]), ChainFixture.keys(4));
    assertThat(refused(post(forged), 409, "transaction-refused").getString("reason"))
        .isIn("BAD_SIGNATURE", "NONCE_USED");
  }

  @Test
  void refusesATransferForAnotherChain() {
    JsonObject body =
        new JsonObject(new TransactionFile(Digest.of(new byte[0]), transfer(1)).facts());
    JsonObject problem = refused(post(body), 409, "transaction-refused");
    assertThat(problem.getString("reason")).isEqualTo("WRONG_CHAIN");
    assertThat(problem.getString("detail")).contains(chain.genesis().chain().hex());
  }

  @Test
  void refusesBodiesThatAreNoTransactions() {
    JsonObject sound =
        new JsonObject(new TransactionFile(chain.genesis().chain(), transfer(1)).facts());
    for (JsonObject bad :
        List.of(
            new JsonObject(),
            sound.copy().put("format", "other/1"),
            sound.copy().put("chain", "00"),
            sound.copy().put("chain", 7),
            sound.copy().put("bytes", "zz"),
            sound.copy().put("bytes", sound.getString("bytes") + "00"),
            sound.copy().putNull("bytes"))) {
      assertThat(refused(post(bad), 400, "invalid").getString("detail")).startsWith("body: ");
    }
    refused(to("/transactions").POST(BodyPublishers.ofString("[]")), 400, "invalid");
    refused(to("/transactions").POST(BodyPublishers.noBody()), 400, "invalid");
    String large = " ".repeat(TransactionFile.BYTES_MAX + 1);
    refused(to("/transactions").POST(BodyPublishers.ofString(large)), 413, "body-too-large");
  }

  // ---- who may not, and what is not there

  @ParameterizedTest
  @CsvSource({
    "/blocks?limit=0,400,invalid",
    "/blocks?limit=101,400,invalid",
    "/blocks?before=x,400,invalid",
    "/blocks/-1,400,invalid",
    "/blocks/99999999999999999999,400,invalid",
    "/accounts/qr1x,400,invalid",
    "/transactions/00,400,invalid",
    "/nothing,404,not-found"
  })
  void refusesWhatIsMistyped(String path, int status, String code) {
    assertThat(refused(to(path), status, code).getString("detail")).isNotEmpty();
  }

  @Test
  void refusesOtherMethods() {
    refused(to("").DELETE(), 405, "wrong-method");
    refused(to("/blocks/1").DELETE(), 405, "wrong-method");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/blocks", "/blocks/0", "/transactions/00"})
  void saysThatThereIsNoLedger(String path) {
    server.close();
    server = NodeWithLedger.without();
    refused(to(path), 404, "no-ledger");
    refused(post(transfer(1)), 404, "no-ledger");
  }

  @Test
  void asksForAKeyWhereTheGatewayDoes() {
    server.close();
    server = NodeWithLedger.guarded(ledger);
    String key = ApiKeys.key(new byte[ApiKeys.SECRET_BYTES]);
    server.doorkeeper.exchange(ApiKeys.NONE.with("wallet", key, 1));
    refused(to(""), 401, "unauthenticated");
    refused(post(transfer(1)), 401, "unauthenticated");
    json(to("").header("Authorization", "Bearer " + key), 200, "Ledger");
  }

  @Test
  void saysSoWhenTheLedgerHasStopped() {
    ledger.close();
    refused(to(""), 503, "ledger-busy");
    refused(post(transfer(1)).header("Prefer", "wait=5"), 503, "ledger-busy");
  }
}
