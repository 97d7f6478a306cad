package quorate.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.gateway.access.ApiKeyFile;
import quorate.gateway.access.ApiKeys;
import quorate.gateway.access.Doorkeeper;

/** Reads the file of API keys again and again, so that a key can be made or revoked at any time. */
public final class KeyFileVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(KeyFileVerticle.class);
  private static final long LOOK_MILLIS = 2_000;

  private final ApiKeyFile file;
  private final ApiKeys configured;
  private final Doorkeeper doorkeeper;
  private ApiKeys known = ApiKeys.NONE;
  private boolean broken;

  /** {@code configured} are those that hold beside the file's. */
  public KeyFileVerticle(ApiKeyFile file, ApiKeys configured, Doorkeeper doorkeeper) {
    this.file = file;
    this.configured = configured;
    this.doorkeeper = doorkeeper;
  }

  @Override
  public Future<?> start() throws IOException {
    read(file.load());
    vertx.setPeriodic(LOOK_MILLIS, timer -> look());
    return Future.succeededFuture();
  }

  private void look() {
    vertx.executeBlocking(file::load, false).onSuccess(this::read).onFailure(this::unreadable);
  }

  private void read(ApiKeys found) {
    broken = false;
    doorkeeper.exchange(configured.and(found).at(System.currentTimeMillis()));
    if (!found.equals(known)) {
      known = found;
      LOG.info("gateway keys={}", found.entries().size());
    }
  }

  /** The keys that were read last go on to hold. */
  private void unreadable(Throwable failure) {
    if (!broken) {
      broken = true;
      LOG.warn("gateway keys cannot be read: {}", failure.getMessage());
    }
  }
}
