package quorate.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/**
 * Hears what is logged as a failure: an exception that nobody handled ends there, if anywhere. Only
 * while it is searched: in the build the nodes of other tests log in the same process.
 */
final class FuzzLog extends AppenderBase<ILoggingEvent> {
  private static final boolean SEARCHING = System.getenv("JAZZER_FUZZ") != null;

  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  static FuzzLog listen() {
    FuzzLog log = new FuzzLog();
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    log.setContext(context);
    log.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(log);
    return log;
  }

  /** Logged so far; there should be none. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  @Override
  public void stop() {
    ((LoggerContext) LoggerFactory.getILoggerFactory())
        .getLogger(Logger.ROOT_LOGGER_NAME)
        .detachAppender(this);
    super.stop();
  }

  /**
   * Netty warns of what reaches the end of its pipeline. That a connection which Vert.x closes is
   * closed by its peer in the same moment is no failure: Vert.x 5.0 completes a promise twice then.
   */
  @Override
  protected void append(ILoggingEvent event) {
    boolean netty = event.getLoggerName().startsWith("io.netty");
    if (closedTwice(event)) {
      return;
    }
    if (SEARCHING && event.getLevel().isGreaterOrEqual(netty ? Level.WARN : Level.ERROR)) {
      IThrowableProxy thrown = event.getThrowableProxy();
      String why = thrown == null ? "" : ": " + thrown.getClassName() + ": " + thrown.getMessage();
      failures.add(event.getLoggerName() + ": " + event.getFormattedMessage() + why);
    }
  }

  private static boolean closedTwice(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    return thrown != null
        && thrown.getMessage() != null
        && thrown
            .getMessage()
            .startsWith("promise already done: ConnectionBase$CloseChannelPromise");
  }
}
