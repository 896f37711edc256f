package dev.holdfast.tools.comparison;

import dev.holdfast.console.terminal.Json;
import dev.holdfast.console.terminal.ProgramVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * The figures of several peers, round by round. A ratio is made of two figures of one round, and
 * the median of all rounds is shown: on a shared machine that holds when no figure alone does.
 */
final class PeerTable {
  private final String subject;
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private int round;

  /**
   * @param subject the peer that the others are held against
   */
  PeerTable(String subject) {
    this.subject = subject;
  }

  boolean isSubject(String peer) {
    return peer.equals(subject);
  }

  /** A figure, and what each peer reached in each round. */
  private record Row(String unit, Map<String, Map<Integer, Double>> values) {}

  /** A quotient of one row: the median of the rounds, the lowest and the highest. */
  record Ratio(double median, double lowest, double highest) {}

  /** Names a row, so that it stands in this order whoever is measured first. */
  void declare(String row, String unit) {
    rows.put(row, new Row(unit, new LinkedHashMap<>()));
  }

  /** What is added from now on belongs together. */
  void nextRound() {
    round++;
  }

  void add(String row, String peer, double value) {
    Row known = rows.get(row);
    if (known == null) {
      throw new IllegalArgumentException("no such row: " + row);
    }
    known.values().computeIfAbsent(peer, name -> new LinkedHashMap<>()).put(round, value);
  }

  /** The median of the rounds; empty when the peer has no such figure. */
  OptionalDouble figure(String row, String peer) {
    Map<Integer, Double> values = values(row, peer);
    return values.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(median(values.values().stream().mapToDouble(Double::doubleValue)));
  }

  /** The figure of the subject divided by that of a peer; null when no round has both. */
  @Nullable Ratio ratio(String row, String peer) {
    Map<Integer, Double> own = values(row, subject);
    Map<Integer, Double> other = values(row, peer);
    double[] ratios =
        own.keySet().stream()
            .filter(number -> other.getOrDefault(number, 0.0) > 0)
            .mapToDouble(number -> own.getOrDefault(number, 0.0) / other.getOrDefault(number, 1.0))
            .sorted()
            .toArray();
    if (ratios.length == 0) {
      return null;
    }
    return new Ratio(median(Arrays.stream(ratios)), ratios[0], ratios[ratios.length - 1]);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-29s %-8s %12s  %-26s %12s %7s %15s%n",
            "median of " + round + (round == 1 ? " round" : " rounds"),
            "",
            subject,
            "beside",
            "",
            "ratio",
            "of the rounds"));
    rows.forEach((name, row) -> appendRow(text, name, row));
    return text.toString().stripTrailing();
  }

  private void appendRow(StringBuilder text, String name, Row row) {
    String start =
        String.format(
            Locale.ROOT, "%-29s %-8s %12s", name, row.unit(), number(figure(name, subject)));
    List<String> peers = new ArrayList<>(row.values().keySet());
    peers.remove(subject);
    peers.sort(null);
    if (peers.isEmpty()) {
      text.append(start).append(System.lineSeparator());
    }
    for (String peer : peers) {
      Ratio ratio = ratio(name, peer);
      String end =
          String.format(Locale.ROOT, "  %-26s %12s", peer, number(figure(name, peer)))
              + (ratio == null
                  ? ""
                  : String.format(
                      Locale.ROOT,
                      " %6.2fx %7.2f-%.2f",
                      ratio.median(),
                      ratio.lowest(),
                      ratio.highest()));
      text.append(start).append(end).append(System.lineSeparator());
      start = " ".repeat(start.length());
    }
  }

  String json() {
    return Json.object(out -> {
      out.writeStringProperty("version", ProgramVersion.number());
      out.writeStringProperty("java", Runtime.version().toString());
      out.writeNumberProperty("cores", Runtime.getRuntime().availableProcessors());
      out.writeNumberProperty("rounds", round);
      out.writeName("figures");
      out.writeStartArray();
      for (Map.Entry<String, Row> row : rows.entrySet()) {
        for (String peer : row.getValue().values().keySet()) {
          out.writeStartObject();
          out.writeStringProperty("name", row.getKey());
          out.writeStringProperty("unit", row.getValue().unit());
          out.writeStringProperty("peer", peer);
          out.writeNumberProperty("value", figure(row.getKey(), peer).orElse(0));
          Ratio ratio = isSubject(peer) ? null : ratio(row.getKey(), peer);
          if (ratio != null) {
            out.writeNumberProperty("ratio", ratio.median());
            out.writeNumberProperty("lowest", ratio.lowest());
            out.writeNumberProperty("highest", ratio.highest());
          }
          out.writeEndObject();
        }
      }
      out.writeEndArray();
    });
  }

  private Map<Integer, Double> values(String row, String peer) {
    Row known = rows.get(row);
    return known == null ? Map.of() : known.values().getOrDefault(peer, Map.of());
  }

  private static String number(OptionalDouble value) {
    return value.isEmpty() ? "-" : String.format(Locale.ROOT, "%,.2f", value.getAsDouble());
  }

  private static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
