package quorate.node.cluster;

import com.hazelcast.auditlog.AuditableEvent;
import com.hazelcast.auditlog.AuditlogService;
import com.hazelcast.auditlog.AuditlogTypeIds;
import com.hazelcast.auditlog.EventBuilder;
import com.hazelcast.auditlog.Level;
import com.hazelcast.auditlog.impl.NoOpAuditlogService;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hears of each connection that Hazelcast accepts. It tells its audit log so, on the one thread
 * that accepts and before it goes on: whoever keeps that thread keeps the next ones outside.
 */
final class Intake implements AuditlogService {
  private static final NoOpAuditlogService NOTHING = NoOpAuditlogService.INSTANCE;

  private final Consumer<InetAddress> tookIn;

  /** Tells of the addresses from which they come. */
  Intake(Consumer<InetAddress> tookIn) {
    this.tookIn = tookIn;
  }

  @Override
  public void log(AuditableEvent event) {}

  @Override
  public void log(String eventTypeId, Level level, String message) {}

  @Override
  public void log(String eventTypeId, Level level, String message, Throwable thrown) {}

  @Override
  public EventBuilder<?> eventBuilder(String typeId) {
    return typeId.equals(AuditlogTypeIds.NETWORK_CONNECT)
        ? new Accepted()
        : NOTHING.eventBuilder(typeId);
  }

  /** One connection. */
  private final class Accepted implements EventBuilder<Accepted> {
    private @Nullable InetAddress from;

    @Override
    public Accepted addParameter(String key, Object value) {
      if (key.equals("remoteAddress") && value instanceof InetSocketAddress address) {
        from = address.getAddress();
      }
      return this;
    }

    @Override
    public void log() {
      if (from != null) {
        tookIn.accept(from);
      }
    }

    @Override
    public Accepted message(String message) {
      return this;
    }

    @Override
    public Accepted parameters(Map<String, Object> parameters) {
      return this;
    }

    @Override
    public Accepted level(Level level) {
      return this;
    }

    @Override
    public Accepted cause(Throwable cause) {
      return this;
    }

    @Override
    public Accepted timestamp(long timestamp) {
      return this;
    }

    @Override
    public AuditableEvent build() {
      return NOTHING.eventBuilder("").build();
    }
  }
}
