package dev.holdfast.database.driver;

import dev.holdfast.spi.Range;
import dev.holdfast.spi.Secret;
import dev.holdfast.spi.Size;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The block {@code holdfast.database}; what each key means stands in {@code reference.conf}. */
public record DatabaseConfig(
    String url,
    Optional<String> user,
    Optional<Secret> password,
    @Range(min = "1 s", max = "60 s") Duration connectTimeout,
    @Range(min = "1 s", max = "5 m") Duration loginTimeout,
    @Range(min = "1 s", max = "1 h") Duration answerTimeout,
    Pool pool,
    Map<String, Map<String, String>> presets,
    Statements statements,
    Probe probe,
    Retry retry,
    Flapping flapping,
    Sqlite sqlite) {

  public record Pool(
      @Range(min = "1", max = "1000") int maxSize,
      @Range(min = "0", max = "1000") int minIdle,
      @Range(min = "1 s", max = "10 m") Duration borrowTimeout,
      @Range(min = "10 s", max = "1 d") Duration idleTimeout,
      @Range(min = "30 s", max = "1 h") Duration keepalive,
      @Range(min = "1 m", max = "1 d") Duration maxLifetime,
      @Range(min = "0 s", max = "1 d") Duration leakAfter,
      @Range(min = "1 s", max = "1 h") Duration busyAfter) {

    public Pool with(int otherMaxSize, Duration otherBorrowTimeout) {
      return new Pool(
          otherMaxSize,
          minIdle,
          otherBorrowTimeout,
          idleTimeout,
          keepalive,
          maxLifetime,
          leakAfter,
          busyAfter);
    }
  }

  public record Statements(
      @Range(min = "0 s", max = "1 h") Duration limit,
      @Range(min = "0 s", max = "1 h") Duration slowAfter,
      boolean log) {}

  public record Probe(
      @Range(min = "50 ms", max = "5 m") Duration interval,
      @Range(min = "50 ms", max = "5 m") Duration whileDown,
      @Range(min = "100 ms", max = "5 m") Duration whileRefused,
      @Range(min = "100 ms", max = "60 s") Duration timeout,
      @Range(min = "0 s", max = "1 d") Duration alertAfter) {}

  public record Retry(
      @Range(min = "100 ms", max = "1 h") List<Duration> delays,
      @Range(min = "100 ms", max = "1 d") Duration steady,
      @Range(min = "0", max = "90") int jitter) {}

  public record Flapping(
      @Range(min = "1", max = "1000") int losses,
      @Range(min = "1 s", max = "1 d") Duration within) {}

  public record Sqlite(
      @Range(min = "0 s", max = "10 m") Duration busyTimeout,
      @Range(min = "1 MiB", max = "16 GiB") Size walSizeLimit) {}

  public DatabaseConfig with(String otherUrl, Pool otherPool) {
    return new DatabaseConfig(
        otherUrl,
        user,
        password,
        connectTimeout,
        loginTimeout,
        answerTimeout,
        otherPool,
        presets,
        statements,
        probe,
        retry,
        flapping,
        sqlite);
  }

  /** Without the url: many write the password into it. */
  @Override
  public String toString() {
    return "DatabaseConfig["
        + pool
        + ", "
        + statements
        + ", "
        + probe
        + ", "
        + retry
        + ", "
        + flapping
        + ", "
        + sqlite
        + "]";
  }
}
