package quorate.ledger.settle;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quorate.ledger.state.Batch;
import quorate.ledger.state.Settlement;
import quorate.task.Digest;
import quorate.task.TaskId;
import quorate.wire.Proof;

/**
 * Reads what verdicts entitle to. A proof is judged once by a node, whether it leads the task or
 * vouches for it, and again only where others find another; for one context.
 */
final class Claims {
  /** How many are remembered; of others the proof is read and judged again. */
  static final int REMEMBERED_MAX = 4_096;

  /** How many of a batch are read anew. */
  static final int ANEW_MAX = 8;

  private final Vertx vertx;
  private final SettleParts parts;
  private final Digest chain;
  private final Map<TaskId, Claim> known = new LinkedHashMap<>();

  Claims(Vertx vertx, SettleParts parts) {
    this.vertx = vertx;
    this.parts = parts;
    this.chain = parts.ledger().genesis().chain();
  }

  /** Of each task of a batch, in their order; one after another, for a batch is large. */
  Future<List<Optional<Claim>>> of(Batch batch) {
    List<Optional<Claim>> claims = new ArrayList<>();
    Future<?> last = Future.succeededFuture();
    for (Settlement each : batch.settlements()) {
      last = last.compose(before -> of(each.task())).onSuccess(claims::add);
    }
    return last.map(all -> claims);
  }

  Future<Optional<Claim>> of(TaskId task) {
    Claim claim = known.get(task);
    return claim != null ? Future.succeededFuture(Optional.of(claim)) : anew(task);
  }

  /**
   * Reads those anew that are not what a batch says: where a cut has healed another proof may have
   * been kept since. Some only, since whoever asks may say what it likes.
   */
  Future<List<Optional<Claim>>> checked(Batch batch, List<Optional<Claim>> claims) {
    List<Optional<Claim>> checked = new ArrayList<>(claims);
    Future<?> last = Future.succeededFuture();
    int left = ANEW_MAX;
    for (int i = 0; i < claims.size(); i++) {
      int at = i;
      Settlement said = batch.settlements().get(i);
      boolean other = claims.get(i).filter(each -> !each.settlement().equals(said)).isPresent();
      if (other && left-- > 0) {
        last =
            last.compose(before -> anew(said.task()).otherwise(claims.get(at)))
                .onSuccess(found -> checked.set(at, found));
      }
    }
    return last.map(all -> checked);
  }

  /** Reads it whatever is remembered, which stays when nothing is found or can be read. */
  Future<Optional<Claim>> anew(TaskId task) {
    return parts.proofs().apply(task).compose(this::judged);
  }

  private Future<Optional<Claim>> judged(Optional<Proof> proof) {
    return proof.flatMap(each -> each.task().payment()).isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : vertx
            .executeBlocking(() -> Claim.of(proof.get(), chain, parts.judge()), false)
            .onSuccess(claim -> claim.ifPresent(this::remember));
  }

  private void remember(Claim claim) {
    if (known.size() == REMEMBERED_MAX && !known.containsKey(claim.settlement().task())) {
      known.remove(known.keySet().iterator().next());
    }
    known.put(claim.settlement().task(), claim);
  }
}
