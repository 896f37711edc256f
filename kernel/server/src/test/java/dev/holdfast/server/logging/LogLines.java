package dev.holdfast.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What a logger says while this is open. */
public final class LogLines implements AutoCloseable {
  private final Logger logger;
  private final @Nullable Level before;
  private final ListAppender<ILoggingEvent> kept = new ListAppender<>();

  private LogLines(Logger logger) {
    this.logger = logger;
    this.before = logger.getLevel();
  }

  /** From INFO on. */
  public static LogLines of(String name) {
    LogLines lines = new LogLines((Logger) LoggerFactory.getLogger(name));
    lines.logger.setLevel(Level.INFO);
    lines.kept.start();
    lines.logger.addAppender(lines.kept);
    return lines;
  }

  /** Each as {@code LEVEL message}, in the order in which they came. */
  public List<String> all() {
    return List.copyOf(kept.list).stream()
        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
        .toList();
  }

  @Override
  public void close() {
    logger.detachAppender(kept);
    logger.setLevel(before);
  }
}
