package quorate.node;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import quorate.wire.Bus;

/** Tells all nodes every second that this one is there, at once when it starts and as it leaves. */
public final class PresenceVerticle extends VerticleBase {
  public static final long EVERY_MILLIS = 1000;

  private final Bus bus;
  private final Presence presence;

  public PresenceVerticle(Bus bus, Presence presence) {
    this.bus = bus;
    this.presence = presence;
  }

  @Override
  public Future<?> start() {
    tell();
    vertx.setPeriodic(EVERY_MILLIS, timer -> tell());
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    bus.tell(presence.leaving());
    return Future.succeededFuture();
  }

  private void tell() {
    bus.tell(presence.now());
  }
}
