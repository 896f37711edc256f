package dev.holdfast.server.metrics.exposition;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.prometheus.metrics.model.snapshots.Labels;

/** What stands in front of a number, and the escapes of both formats. */
final class SampleText {
  private SampleText() {}

  /** {@code name{labels} }, with the blank. */
  static byte[] prefix(String name, Labels labels) {
    return labels.isEmpty() ? bytes(name + " ") : bytes(name + "{" + text(labels) + "} ");
  }

  /** As the other one, with the label of a bucket or a quantile behind the others. */
  static byte[] prefix(String name, Labels labels, String label, double value) {
    byte[] number = new byte[NumberText.MOST];
    String shown = new String(number, 0, NumberText.put(value, number, 0), UTF_8);
    String before = labels.isEmpty() ? "" : text(labels) + ",";
    return bytes(name + "{" + before + label + "=\"" + shown + "\"} ");
  }

  private static String text(Labels labels) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < labels.size(); i++) {
      text.append(i == 0 ? "" : ",")
          .append(labels.getPrometheusName(i))
          .append("=\"")
          .append(quoted(labels.getValue(i)))
          .append('"');
    }
    return text.toString();
  }

  /** For the value of a label, and for a help text in OpenMetrics. */
  static String quoted(String text) {
    return escaped(text).replace("\"", "\\\"");
  }

  /** For a help text in the text format. */
  static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\n", "\\n");
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
