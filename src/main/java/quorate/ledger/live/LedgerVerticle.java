package quorate.ledger.live;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import quorate.ledger.transport.BusTransport;
import quorate.ledger.transport.ConsensusTransport;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.wire.Bus;

/** Gives a {@link Keeper} ears and a voice. */
public final class LedgerVerticle extends VerticleBase {
  private final Bus bus;
  private final Keeper keeper;

  /** A verticle for one node; it starts the keeper, and closes it when it ends. */
  public LedgerVerticle(Bus bus, Keeper keeper) {
    this.bus = bus;
    this.keeper = keeper;
  }

  @Override
  public Future<?> start() {
    ConsensusTransport transport = new BusTransport(bus);
    transport.hear(keeper::heard);
    keeper.start(new Voice(context, transport));
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return vertx.executeBlocking(() -> {
      keeper.close();
      return keeper;
    });
  }

  /** Speaks from the verticle's context. */
  private record Voice(Context context, ConsensusTransport transport) implements Keeper.Carrier {
    @Override
    public void tell(Bytes frame) {
      context.runOnContext(v -> transport.tell(frame));
    }

    @Override
    public void say(NodeId to, Bytes frame) {
      context.runOnContext(v -> transport.say(to, frame));
    }
  }
}
