package dev.holdfast.server.web.tls;

import dev.holdfast.spi.Problem;
import java.time.Instant;
import java.util.Optional;

/** Hears what becomes of the certificate of the web port; on the thread that looks. */
public interface CertificateNews {
  /** A certificate was read, at first or anew. */
  void read(String pem, Instant ends);

  /** There is something to be done for a person; empty when that is over. */
  void trouble(Optional<Problem> problem);
}
