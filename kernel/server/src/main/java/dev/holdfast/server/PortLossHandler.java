package dev.holdfast.server;

import dev.holdfast.server.health.HealthBoard;
import dev.holdfast.server.process.SuddenEnd;
import dev.holdfast.server.web.PortWatch;
import dev.holdfast.spi.Health;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.server.Verdict;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** What follows when the web port is lost: log, health, and in the end the end of the process. */
final class PortLossHandler implements PortWatch.News {
  private static final Logger LOG = System.getLogger("dev.holdfast.server");
  private static final String CHECK = "kernel/web-port";

  private final HealthBoard health;
  private final SuddenEnd suddenEnd;

  PortLossHandler(HealthBoard health, SuddenEnd suddenEnd) {
    this.health = health;
    this.suddenEnd = suddenEnd;
  }

  @Override
  public void gone(Problem problem) {
    LOG.log(Level.ERROR, () -> problem.sentence() + ". The server keeps trying");
    health.report(CHECK, Verdict.DOWN, Health.down(problem).build().details());
  }

  @Override
  public void back(Duration after, int times) {
    LOG.log(
        Level.WARNING,
        () ->
            String.format(
                Locale.ROOT,
                "the web port accepts connections again after %d ms; it has failed %d times so far",
                after.toMillis(),
                times));
    health.report(CHECK, Verdict.UP, Map.of("interruptions", times));
  }

  @Override
  public void lost(Problem problem) {
    suddenEnd.because("HF-PRC-003", problem.reason());
  }
}
