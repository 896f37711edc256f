package dev.holdfast.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The help of all commands, those of other modules too: it fits the screen, and has an order. */
final class WholeHelpTest {

  private static String help(CommandLine line, int width) {
    line.setUsageHelpWidth(width);
    return line.getUsageMessage(Ansi.OFF);
  }

  private static void all(CommandLine line, List<CommandLine> into) {
    into.add(line);
    line.getSubcommands().values().forEach(each -> all(each, into));
  }

  @Test
  void noLineIsLongerThanTheScreen() {
    for (int width : new int[] {60, 80, 120}) {
      List<CommandLine> commands = new ArrayList<>();
      all(Main.commandLine(), commands);
      for (CommandLine command : commands) {
        String name = command.getCommandSpec().qualifiedName();
        assertThat(help(command, width).lines())
            .as(name)
            // A word that is longer than the screen, such as an address, is left whole.
            .allMatch(line -> line.length() <= width || !line.strip().contains(" "));
      }
    }
  }

  @Test
  void everyCommandStandsInOneGroup() {
    CommandLine holdfast = Main.commandLine();
    List<String> grouped = HelpText.GROUPS.values().stream().flatMap(List::stream).toList();
    assertThat(grouped)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            holdfast.getSubcommands().entrySet().stream()
                .filter(each -> !each.getValue().getCommandSpec().usageMessage().hidden())
                .map(each -> each.getKey())
                .toList());
    assertThat(help(holdfast, 80))
        .containsSubsequence(
            "\nRun it:\n  run ",
            "\nLook at it:\n",
            "\nRepair it:\n",
            "\nDevelop:\n",
            "\nMeasure:\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "verify", "bench", "soak", "drill", "drill database", "simulate"})
  void theHelpOfEachCommandStartsWithExamplesAndNamesTheExitCodes(String command) {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out, true);
    assertThat(Main.execute(writer, writer, (command + " --help").split(" "))).isZero();
    String help = out.toString();
    assertThat(help.indexOf("Examples:")).isPositive().isLessThan(help.indexOf("Usage:"));
    assertThat(help).contains("Exit codes:").contains("--stacktrace");
    assertThat(help.indexOf("holdfast " + command)).isLessThan(help.indexOf("Usage:"));
  }
}
