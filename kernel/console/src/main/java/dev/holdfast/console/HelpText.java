package dev.holdfast.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/** The parts of a help text that picocli would not fit to the screen as a person does. */
final class HelpText {
  /** The commands by what one wants to do, in the order in which one comes to them. */
  static final Map<String, List<String>> GROUPS = groups();

  private static final int LEAST_FOR_WORDS = 20;
  private static final int INDENT = 4;

  private HelpText() {}

  private static Map<String, List<String>> groups() {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    groups.put(
        "Run it",
        List.of(
            "run",
            "start",
            "stop",
            "restart",
            "status",
            "supervise",
            "service",
            "check-config",
            "config",
            "version"));
    groups.put(
        "Look at it",
        List.of("health", "tail", "alerts", "errors", "jobs", "clients", "incident", "log"));
    groups.put("Repair it", List.of("doctor", "db", "journal", "dead-letters"));
    groups.put("Develop", List.of("demo", "send", "plugins"));
    groups.put("Measure", List.of("verify", "simulate", "bench", "soak", "drill"));
    return groups;
  }

  /** The list of commands of {@code holdfast --help}. */
  static String commands(Help help) {
    Map<String, Help> all = help.subcommands();
    int names = all.keySet().stream().mapToInt(String::length).max().orElse(0) + INDENT;
    int width = help.commandSpec().usageMessage().width();
    StringBuilder text = new StringBuilder();
    GROUPS.forEach((group, commands) -> {
      TextTable table =
          TextTable.forColumns(
              help.colorScheme(),
              new Column(names, 2, Overflow.SPAN),
              new Column(width - names, 0, Overflow.WRAP));
      for (String command : commands) {
        Help each = all.get(command);
        if (each != null) {
          table.addRowValues(command, String.join(" ", each.commandSpec().usageMessage().header()));
        }
      }
      text.append(help.createHeading("%n" + group + ":%n")).append(table);
    });
    return text.toString();
  }

  /** The examples, which are the footer. */
  static String examples(Help help) {
    int width = help.commandSpec().usageMessage().width();
    return Arrays.stream(help.commandSpec().usageMessage().footer())
        .flatMap(line -> fitted(line, width).stream())
        .map(line -> line + System.lineSeparator())
        .collect(Collectors.joining());
  }

  /**
   * A line of words in columns, or of a command: what is too long goes on below the beginning of
   * its column, or further in than the command.
   */
  static List<String> fitted(String line, int width) {
    if (line.length() <= width) {
      return List.of(line);
    }
    int words = column(line);
    int from = words > 0 && words <= width - LEAST_FOR_WORDS ? words : indent(line) + INDENT;
    List<String> lines = new ArrayList<>();
    String rest = line;
    while (rest.length() > width) {
      int cut = rest.lastIndexOf(' ', width);
      if (cut <= from) {
        cut = rest.indexOf(' ', Math.max(from, width));
      }
      if (cut < 0) {
        break;
      }
      lines.add(rest.substring(0, cut).stripTrailing());
      rest = " ".repeat(from) + rest.substring(cut).strip();
    }
    lines.add(rest);
    return lines;
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }

  /** Where the words begin that stand behind a gap; 0 when there is no gap. */
  private static int column(String line) {
    int gap = line.indexOf("  ", indent(line));
    return gap < 0 ? 0 : line.length() - line.substring(gap).stripLeading().length();
  }
}
