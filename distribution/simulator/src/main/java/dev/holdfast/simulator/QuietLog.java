package dev.holdfast.simulator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** While it is open nothing of the simulated parts is logged: each life tells of it at length. */
public final class QuietLog implements AutoCloseable {
  private static final String PARTS = "dev.holdfast";

  private final Logger logger;
  private final @Nullable Level before;

  private QuietLog(Logger logger) {
    this.logger = logger;
    this.before = logger.getLevel();
    logger.setLevel(Level.OFF);
  }

  /** Logs nothing from now on. */
  public static QuietLog quiet() {
    return new QuietLog((Logger) LoggerFactory.getLogger(PARTS));
  }

  @Override
  public void close() {
    logger.setLevel(before);
  }
}
