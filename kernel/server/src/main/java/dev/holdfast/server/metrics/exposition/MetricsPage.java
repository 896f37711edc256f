package dev.holdfast.server.metrics.exposition;

import io.micrometer.core.instrument.MeterRegistry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;

/**
 * The text of {@code /metrics}, byte for byte as Prometheus' own client writes it for the meters of
 * a registry.
 *
 * <p>That client makes the metadata of all families anew at each scrape, checks every name with
 * regular expressions, sorts, and boxes each number: ten times as much work as reading the figures.
 * Names, labels and help texts do not change while a meter lives. So here they become bytes when
 * the meter is registered, and a scrape copies them and writes the numbers between.
 *
 * <p>Where that client fails the whole page, this one shows the rest of it: two families of one
 * name, a counter that went below zero, two labels of one name. Where help texts of one family
 * differ, the first one counts, and not a random one.
 */
public final class MetricsPage {
  private static final Logger LOG = System.getLogger("dev.holdfast.metrics");
  private static final byte[] END = SampleText.bytes("# EOF\n");

  /** Numbers grow between two scrapes. */
  private static final int SPARE = 2048;

  private final FamilyCatalog catalog;
  private volatile int lastLength;
  private volatile boolean told;

  /** Shows the meters that come to the registry from now on, until they go. */
  public MetricsPage(MeterRegistry registry) {
    this.catalog = new FamilyCatalog(registry.config()::namingConvention);
    registry.config().onMeterAdded(catalog::add).onMeterRemoved(catalog::remove);
  }

  /** Reads all figures. Several threads may do so at once; each gets a page of its own. */
  public PageBuffer write(ExpositionFormat format) {
    PageBuffer out = new PageBuffer(lastLength + SPARE);
    for (Family.Prepared family : catalog.prepared()) {
      for (Family.Section section : family.sections(format)) {
        out.append(section.header());
        for (Series series : family.series()) {
          write(series, section, out);
        }
      }
    }
    if (format == ExpositionFormat.OPEN_METRICS) {
      out.append(END);
    }
    lastLength = out.length();
    return out;
  }

  private void write(Series series, Family.Section section, PageBuffer out) {
    int before = out.length();
    try {
      series.write(out, section.part());
    } catch (RuntimeException e) {
      out.cutTo(before);
      if (!told) {
        told = true;
        String head = new String(section.header(), StandardCharsets.UTF_8);
        LOG.log(Level.WARNING, "a meter cannot be read, and is missing on /metrics: " + head, e);
      }
    }
  }
}
