package quorate.ledger.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import quorate.gateway.LocalNetwork;
import quorate.ledger.audit.ChainFixture;
import quorate.ledger.state.Batch;
import quorate.ledger.state.Settlement;
import quorate.node.ledger.FixtureLedger;
import quorate.task.Task;
import quorate.wire.Proof;

class ClaimsTest {
  private static final int OWNER = 4;

  private final Vertx vertx = Vertx.vertx();
  private final ChainFixture chain = ChainFixture.opened();
  private final FixtureLedger ledger = new FixtureLedger(chain);
  private final Task task =
      Verdicts.paidBy(ChainFixture.keys(OWNER), 3, chain.genesis().chain(), Verdicts.task(1));
  private Future<Optional<Proof>> kept = Future.succeededFuture(Optional.of(Verdicts.proof(task)));
  private Claims claims;
  private int reads;

  @BeforeEach
  void begin() {
    SettleParts parts =
        new SettleParts(
            new LocalNetwork().node(ChainFixture.keys(1)),
            ledger,
            asked -> {
              reads++;
              return kept;
            },
            Verdicts::judge,
            (escrow, tasks, height) -> {},
            ChainFixture.keys(1),
            System::currentTimeMillis);
    claims = new Claims(vertx, parts);
  }

  @AfterEach
  void end() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
    ledger.close();
  }

  @Test
  void readsAProofOnce() throws Exception {
    Claim first = read();
    kept = Future.failedFuture("not to be read again");
    assertThat(read()).isEqualTo(first);
  }

  @Test
  void readsAnewWhatIsNotWhatABatchSays() throws Exception {
    Claim before = read();
    kept = Future.succeededFuture(Optional.of(Verdicts.contradiction(task)));
    Claim now = done(claims.anew(task.id())).orElseThrow();
    assertThat(now).isNotEqualTo(before);
    assertThat(read()).isEqualTo(now);
    kept = Future.succeededFuture(Optional.of(Verdicts.proof(task)));
    assertThat(checked(now, now)).isEqualTo(now);
    assertThat(checked(before, now)).isEqualTo(before);
    assertThat(read()).isEqualTo(before);
  }

  @Test
  void keepsWhatItKnowsWhenNothingCanBeRead() throws Exception {
    Claim before = read();
    Claim other =
        Claim.of(Verdicts.contradiction(task), chain.genesis().chain(), Verdicts::judge)
            .orElseThrow();
    kept = Future.failedFuture("the cluster is not whole");
    assertThat(checked(other, before)).isEqualTo(before);
    assertThat(read()).isEqualTo(before);
  }

  @Test
  void readsFewAnewWhenABatchSaysManyOtherThings() throws Exception {
    Claim known = read();
    List<Settlement> others =
        IntStream.rangeClosed(1, Claims.ANEW_MAX + 1)
            .mapToObj(i -> Verdicts.task(i).id())
            .map(id ->
                new Settlement(id, chain.genesis().chain(), known.settlement().payees(), List.of()))
            .toList();
    reads = 0;
    List<Optional<Claim>> remembered = Collections.nCopies(others.size(), Optional.of(known));
    assertThat(done(claims.checked(new Batch(known.escrow(), others), remembered)))
        .hasSameSizeAs(others);
    assertThat(reads).isEqualTo(Claims.ANEW_MAX);
  }

  /** What is found for a batch that says one thing, where another is remembered. */
  private Claim checked(Claim said, Claim remembered) throws Exception {
    Batch batch = new Batch(said.escrow(), List.of(said.settlement()));
    return done(claims.checked(batch, List.of(Optional.of(remembered)))).getFirst().orElseThrow();
  }

  private Claim read() throws Exception {
    return done(claims.of(task.id())).orElseThrow();
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
