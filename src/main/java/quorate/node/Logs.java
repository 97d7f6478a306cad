package quorate.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import org.slf4j.LoggerFactory;

/** Where log lines go: stderr, as text or JSON. Logback is named here only. */
public final class Logs {
  /** Set by bin/quorate: whether stderr is a terminal. */
  static final String TERMINAL = "quorate.terminal";

  private static final String TEXT = "%d{HH:mm:ss.SSS} %-5level %msg%n%ex";

  private Logs() {}

  /**
   * Sets the logs up for this process.
   *
   * @param node whose lines they are; shown in each JSON line
   */
  public static void set(NodeConfig.Log config, String node) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return; // another logging library was put on the class path
    }
    context.reset();
    context.setName(node);
    ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
    stderr.setContext(context);
    stderr.setTarget(ConsoleTarget.SystemErr.getName());
    stderr.setEncoder(encoder(config.format(), context));
    stderr.start();
    Level level = Level.toLevel(config.level().name());
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(stderr);
    root.setLevel(others(level));
    context.getLogger("quorate").setLevel(level);
    // Whoever is refused at the members' door is told of once, by quorate.node.membership.
    context.getLogger("com.hazelcast.internal.server.tcp.TcpServerAcceptor").setLevel(Level.ERROR);
    context.getLogger("io.micrometer").setLevel(Level.ERROR); // warns of Vert.x's own gauges
  }

  /** Libraries are heard from WARN on, unless everything is to be seen. */
  private static Level others(Level level) {
    return level == Level.TRACE || level == Level.ERROR ? level : Level.WARN;
  }

  private static Encoder<ILoggingEvent> encoder(NodeConfig.Format format, LoggerContext context) {
    boolean json =
        switch (format) {
          case JSON -> true;
          case TEXT -> false;
          case AUTO -> !terminal();
        };
    Encoder<ILoggingEvent> encoder = json ? json() : text();
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }

  private static Encoder<ILoggingEvent> text() {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setPattern(TEXT);
    return encoder;
  }

  private static Encoder<ILoggingEvent> json() {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithMDC(false);
    encoder.setWithFormattedMessage(true);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    return encoder;
  }

  private static boolean terminal() {
    return Boolean.getBoolean(TERMINAL);
  }
}
