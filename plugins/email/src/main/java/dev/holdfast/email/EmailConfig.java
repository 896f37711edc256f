package dev.holdfast.email;

import dev.holdfast.spi.Range;
import dev.holdfast.spi.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The block {@code holdfast.email}; what each key means stands in {@code reference.conf}. */
record EmailConfig(
    String host,
    @Range(min = "1", max = "65535") int port,
    Security security,
    Optional<String> user,
    Optional<Secret> password,
    String from,
    List<String> to,
    Optional<Path> certificates,
    @Range(min = "100 ms", max = "30 s") Duration connectTimeout,
    @Range(min = "100 ms", max = "55 s") Duration letterTimeout) {

  /** How the way to the mail server is protected. */
  enum Security {
    /** Encrypted after the greeting; a server that cannot do so gets nothing. */
    STARTTLS,
    /** Encrypted from the first byte. */
    TLS,
    /** Not at all: for a mail server on the same machine. */
    NONE
  }
}
