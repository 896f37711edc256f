package dev.holdfast.ingest;

import dev.holdfast.ingest.config.IngestConfig;
import dev.holdfast.spi.Size;
import java.time.Duration;

/** Configurations for tests: the defaults, with small limits where a test wants to reach them. */
public final class Configs {
  static final IngestConfig.Wrap WRAP =
      new IngestConfig.Wrap("/source", "unknown", "/type", "event", "", "/time", "/subject");

  private Configs() {}

  public static IngestConfig defaults() {
    return with(1024, Duration.ofSeconds(5), 0, WRAP);
  }

  static IngestConfig window(int window, Duration holdBack) {
    return with(window, holdBack, 0, WRAP);
  }

  static IngestConfig rate(long perSecond) {
    return with(1024, Duration.ofSeconds(5), perSecond, WRAP);
  }

  public static IngestConfig wrap(IngestConfig.Wrap wrap) {
    return with(1024, Duration.ofSeconds(5), 0, wrap);
  }

  private static IngestConfig with(
      int window, Duration holdBack, long rate, IngestConfig.Wrap wrap) {
    return new IngestConfig(
        Size.ofMebibytes(1),
        new Size(2048),
        100,
        4,
        64,
        20,
        50,
        window,
        Size.ofMebibytes(8),
        holdBack,
        100,
        rate,
        new IngestConfig.Http(2, Duration.ofSeconds(5), 100, Duration.ofHours(1)),
        wrap);
  }
}
