package dev.holdfast.server.metrics.exposition;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.NamingConvention;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The families that show the meters of now, ordered by name. All meters of one name have the type
 * and the labels of the first one, as Prometheus demands; others are not shown, and Micrometer says
 * so on the log.
 *
 * <p>Any thread may call it. A scrape takes the lock only when meters have come or gone since the
 * last one.
 */
final class FamilyCatalog {
  private static final Logger LOG = System.getLogger("dev.holdfast.metrics");

  /** Stands for a missing description, as in Micrometer. */
  private static final String NO_HELP = " ";

  /** The meters of one name, by the values of their labels. */
  private record Namesakes(Meter.Type type, List<String> keys, Map<List<String>, Shown> shown) {}

  private record Shown(Meter meter, List<MeterSeries.Member> members) {}

  private final Supplier<NamingConvention> convention;
  private final Map<String, Namesakes> meters = new HashMap<>();
  private final NavigableMap<String, Family> families = new TreeMap<>();
  private volatile Family.@Nullable Prepared @Nullable [] prepared;
  private boolean told;

  FamilyCatalog(Supplier<NamingConvention> convention) {
    this.convention = convention;
  }

  /** What a scrape writes, in this order. */
  Family.Prepared[] prepared() {
    Family.Prepared[] ready = prepared;
    if (ready == null) {
      synchronized (this) {
        ready = families.values().stream().map(Family::prepared).toArray(Family.Prepared[]::new);
        prepared = ready;
      }
    }
    return ready;
  }

  synchronized void add(Meter meter) {
    NamingConvention names = convention.get();
    String name = meter.getId().getConventionName(names);
    List<String> keys = meter.getId().getConventionTags(names).stream().map(Tag::getKey).toList();
    Namesakes namesakes =
        meters.computeIfAbsent(
            name, _ -> new Namesakes(meter.getId().getType(), keys, new HashMap<>()));
    if (namesakes.type == meter.getId().getType() && namesakes.keys.equals(keys)) {
      List<MeterSeries.Member> members = prepare(meter, name, keys);
      Shown before = namesakes.shown.put(values(meter), new Shown(meter, members));
      if (before != null) {
        before.members.forEach(this::hide);
      }
      members.forEach(member -> show(member, name, meter));
      prepared = null;
    }
  }

  synchronized void remove(Meter meter) {
    String name = meter.getId().getConventionName(convention.get());
    Namesakes namesakes = meters.get(name);
    Shown shown = namesakes == null ? null : namesakes.shown.get(values(meter));
    // A meter that is not shown may have the name and the values of one that is.
    if (namesakes != null && shown != null && shown.meter.equals(meter)) {
      namesakes.shown.remove(values(meter));
      if (namesakes.shown.isEmpty()) {
        meters.remove(name);
      }
      shown.members.forEach(this::hide);
      prepared = null;
    }
  }

  private static List<String> values(Meter meter) {
    return meter.getId().getTags().stream().map(Tag::getValue).toList();
  }

  private List<MeterSeries.Member> prepare(Meter meter, String name, List<String> keys) {
    try {
      return MeterSeries.of(meter, name, keys);
    } catch (RuntimeException e) {
      tell(meter, String.valueOf(e.getMessage()));
      return List.of();
    }
  }

  private void show(MeterSeries.Member member, String name, Meter meter) {
    Family family =
        families.computeIfAbsent(
            member.family(), _ -> new Family(member.family(), member.kind(), name, help(meter)));
    if (!family.add(name, member.kind(), member.labels(), member.series())) {
      tell(meter, "the family " + member.family() + " shows another meter");
    }
  }

  private static String help(Meter meter) {
    String description = meter.getId().getDescription();
    return description == null ? NO_HELP : description;
  }

  private void hide(MeterSeries.Member member) {
    Family family = families.get(member.family());
    if (family != null) {
      family.remove(member.labels(), member.series());
      if (family.isEmpty()) {
        families.remove(member.family());
      }
    }
  }

  /** The first time as a warning: a plugin that restarts would say it each time. */
  private void tell(Meter meter, String why) {
    LOG.log(
        told ? Level.DEBUG : Level.WARNING,
        () -> meter.getId() + " is not shown on /metrics, or only in part: " + why);
    told = true;
  }
}
