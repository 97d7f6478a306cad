package quorate.ledger.settle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import quorate.ledger.settle.AttestorInput.Asked;
import quorate.ledger.settle.AttestorInput.Examined;
import quorate.ledger.settle.AttestorOrder.Declined;
import quorate.ledger.settle.AttestorOrder.Examine;
import quorate.ledger.settle.AttestorOrder.Vouch;
import quorate.ledger.settle.AttestorOrder.Why;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Batch;
import quorate.ledger.state.Entry.Escrow;
import quorate.ledger.state.Settlement;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.Machine;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.wire.Codec;
import quorate.wire.Decoded;

/**
 * Vouches as a settler for what it has checked itself: each verdict of a batch must have a proof
 * that leads to exactly this settlement. Whoever asks is told a signature, or which tasks stand in
 * its way; all else is passed over in silence, and may be asked about again.
 */
public final class Attestor implements Machine<AttestorInput, AttestorOrder> {
  /** The most batches that are looked at; others have to ask again. */
  public static final int EXAMINING_MAX = 8;

  /** After which what has not been read is not waited for: whoever asks again is heard again. */
  public static final long EXAMINING_MILLIS_MAX = 10_000;

  /** How many batches it remembers to have vouched for; older ones it checks again. */
  public static final int VOUCHED_MAX = 64;

  private final Digest chain;
  private final AccountId self;
  private final Map<Digest, Examining> examining = new LinkedHashMap<>();
  private final Map<Digest, Batch> vouched = new LinkedHashMap<>();
  private List<AttestorOrder> orders = new ArrayList<>();
  private long nowMillis;

  /** A batch, who has asked about it, and since when it is looked at. */
  private record Examining(Batch batch, List<NodeId> askers, long sinceMillis) {}

  public Attestor(Digest chain, NodeId self) {
    this.chain = chain;
    this.self = AccountId.of(self);
  }

  @Override
  public List<AttestorOrder> on(AttestorInput input) {
    orders = new ArrayList<>();
    switch (input) {
      case AttestorInput.Tick(long now) -> tick(now);
      case Asked(NodeId asker, Bytes bytes) -> asked(asker, bytes);
      case Examined examined -> examined(examined);
      case AttestorInput.Unread(Digest key) -> decline(examining.remove(key), Why.UNREAD);
    }
    return orders;
  }

  private void tick(long now) {
    nowMillis = Math.max(nowMillis, now);
    List<Examining> late =
        examining.values().stream()
            .filter(each -> nowMillis - each.sinceMillis > EXAMINING_MILLIS_MAX)
            .toList();
    examining.values().removeAll(late);
    late.forEach(each -> decline(each, Why.UNREAD));
  }

  private void decline(@Nullable Examining over, Why why) {
    if (over != null) {
      over.askers.forEach(asker -> orders.add(new Declined(asker, why)));
    }
  }

  private void asked(NodeId asker, Bytes bytes) {
    switch (Codec.decode(Batch.class, bytes)) {
      case Decoded.Value<Batch>(Batch batch) -> asked(asker, batch);
      case Decoded.Refused<Batch> refused -> orders.add(new Declined(asker, Why.UNREADABLE));
    }
  }

  private void asked(NodeId asker, Batch batch) {
    Digest key = new Digest(batch.signedBytes(chain));
    Examining known = examining.get(key);
    if (vouched.containsKey(key)) {
      orders.add(new Vouch(asker, batch));
    } else if (known != null) {
      if (!known.askers.contains(asker) && known.askers.size() < EXAMINING_MAX) {
        known.askers.add(asker);
      }
    } else if (examining.size() < EXAMINING_MAX) {
      examining.put(key, new Examining(batch, new ArrayList<>(List.of(asker)), nowMillis));
      orders.add(new Examine(key, batch));
    } else {
      orders.add(new Declined(asker, Why.BUSY));
    }
  }

  private void examined(Examined examined) {
    Examining over = examining.remove(examined.key());
    if (over == null) {
      return;
    }
    if (!concerns(examined.escrow())) {
      decline(over, Why.NOT_A_SETTLER);
      return;
    }
    Map<TaskId, Why> doubts = doubts(over.batch, examined.claims());
    if (!doubts.isEmpty()) {
      doubt(examined.key(), over, doubts);
      return;
    }
    remember(examined.key(), over.batch);
    over.askers.forEach(asker -> orders.add(new Vouch(asker, over.batch)));
    boolean mine = over.askers.contains(self.node());
    if (!mine) {
      examined.claims().forEach(claim -> orders.add(new AttestorOrder.Watch(claim.orElseThrow())));
    }
  }

  /** What stands in the way, task by task. */
  private static Map<TaskId, Why> doubts(Batch batch, List<Optional<Claim>> claims) {
    Map<TaskId, Why> doubts = new LinkedHashMap<>();
    for (int i = 0; i < batch.settlements().size(); i++) {
      Settlement said = batch.settlements().get(i);
      Optional<Claim> found = i < claims.size() ? claims.get(i) : Optional.empty();
      if (found.isEmpty()) {
        doubts.put(said.task(), Why.UNPROVEN);
      } else if (!found.get().equals(new Claim(batch.escrow(), said))) {
        doubts.put(said.task(), Why.FALSE);
      }
    }
    return doubts;
  }

  private void doubt(Digest key, Examining over, Map<TaskId, Why> doubts) {
    decline(over, doubts.containsValue(Why.FALSE) ? Why.FALSE : Why.UNPROVEN);
    List<TaskId> tasks = List.copyOf(doubts.keySet());
    over.askers.forEach(asker -> orders.add(new AttestorOrder.Doubt(asker, key, tasks)));
  }

  /** Whether an escrow pays, and upon this node's word; only then are proofs worth reading. */
  boolean concerns(Optional<Escrow> escrow) {
    return escrow.filter(each -> each.open() && each.terms().settlers().contains(self)).isPresent();
  }

  private void remember(Digest key, Batch batch) {
    if (vouched.size() == VOUCHED_MAX) {
      vouched.remove(vouched.keySet().iterator().next());
    }
    vouched.put(key, batch);
  }
}
