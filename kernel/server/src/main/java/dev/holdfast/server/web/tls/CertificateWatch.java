package dev.holdfast.server.web.tls;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;

/**
 * Takes a new certificate when its files change, and says when the one in use ends soon. Files that
 * cannot be used change nothing: the certificate that was read before stays. One look at a time.
 */
public final class CertificateWatch {
  private final ServerTls files;
  private final TlsSettings settings;
  private final Consumer<SSLContext> reload;
  private final CertificateNews news;
  private final InstantSource clock;
  private final LongSupplier ticker;
  private long lastLook;
  private Optional<Problem> told = Optional.empty();

  /**
   * Creates a watch over files that were read once.
   *
   * @param reload puts a certificate to use
   * @param clock what the end of a certificate is compared with
   * @param ticker nanoseconds of a clock that only goes forward
   */
  public CertificateWatch(
      ServerTls files,
      TlsSettings settings,
      Consumer<SSLContext> reload,
      CertificateNews news,
      InstantSource clock,
      LongSupplier ticker) {
    this.files = files;
    this.settings = settings;
    this.reload = reload;
    this.news = news;
    this.clock = clock;
    this.ticker = ticker;
    this.lastLook = ticker.getAsLong();
    tellRead();
    tell(ending());
  }

  /** Looks at the files once an interval. */
  public void look() {
    long now = ticker.getAsLong();
    if (now - lastLook < settings.checkInterval().toNanos()) {
      return;
    }
    lastLook = now;
    try {
      if (files.hasChanged()) {
        reload.accept(files.read());
        tellRead();
      }
      tell(ending());
    } catch (ProblemException e) {
      tell(Optional.of(e.problem()));
    }
  }

  private void tellRead() {
    news.read(files.pem(), files.expires().orElse(Instant.MAX));
  }

  private void tell(Optional<Problem> problem) {
    if (!problem.equals(told)) {
      told = problem;
      news.trouble(problem);
    }
  }

  private Optional<Problem> ending() {
    Instant end = files.expires().orElse(Instant.MAX);
    Duration left = Duration.between(clock.instant(), end);
    return left.compareTo(settings.expiryWarning()) < 0
        ? Optional.of(
            TlsProblems.CERTIFICATE_ENDS.because(
                (left.isNegative() ? "it ended at " : "it ends at ") + end))
        : Optional.empty();
  }
}
