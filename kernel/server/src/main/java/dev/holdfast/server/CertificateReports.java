package dev.holdfast.server;

import dev.holdfast.server.health.HealthBoard;
import dev.holdfast.server.web.tls.CertificateNews;
import dev.holdfast.spi.Health;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.server.Verdict;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Tells of the certificate of the web port: in the log, on health, and to the command line. */
final class CertificateReports implements CertificateNews {
  private static final Logger LOG = System.getLogger("dev.holdfast.server");
  private static final String CHECK = "kernel/certificate";

  private final HealthBoard health;
  private final DataDirectory data;
  private Instant ends = Instant.MAX;

  CertificateReports(HealthBoard health, DataDirectory data) {
    this.health = health;
    this.data = data;
  }

  @Override
  public void read(String pem, Instant newEnd) {
    ends = newEnd;
    LOG.log(Level.INFO, () -> "the certificate of the web port expires at " + ends);
    report();
    try {
      data.writeCertificate(pem);
    } catch (IOException e) {
      LOG.log(Level.WARNING, () -> "the certificate cannot be written for the command line: " + e);
    }
  }

  @Override
  public void trouble(Optional<Problem> problem) {
    if (problem.isEmpty()) {
      report();
      return;
    }
    LOG.log(Level.WARNING, () -> problem.get().sentence());
    health.report(CHECK, Verdict.DEGRADED, Health.degraded(problem.get()).build().details());
  }

  private void report() {
    health.report(CHECK, Verdict.UP, Map.of("ends", ends.toString()));
  }
}
