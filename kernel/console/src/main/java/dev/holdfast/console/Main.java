package dev.holdfast.console;

import dev.holdfast.console.command.health.HealthCommand;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Failure;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.ScreenWidth;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry point of bin/holdfast. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // Also for libraries: in Arabic digits a journal's files have other names, and Turkish has two
    // letters i.
    Locale.setDefault(Locale.ROOT);
    PrintWriter out = new PrintWriter(System.out, true, System.out.charset());
    PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
    System.exit(execute(out, err, arguments));
  }

  static int execute(PrintWriter out, PrintWriter err, String... arguments) {
    return commandLine().setOut(out).setErr(err).execute(arguments);
  }

  static CommandLine commandLine() {
    HoldfastCommand holdfast = new HoldfastCommand();
    CommandLine line = new CommandLine(holdfast);
    // First of all: what follows holds for the commands that are there by then.
    for (CommandProvider provider : ServiceLoader.load(CommandProvider.class)) {
      provider.commands().forEach(line::addSubcommand);
    }
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.getCommandSpec().version(VersionCommand.line());
    line.setExecutionExceptionHandler(
        (thrown, command, parsed) -> complain(holdfast, command.getErr(), thrown));
    line.setParameterExceptionHandler((thrown, arguments) -> {
      String name = thrown.getCommandLine().getCommandSpec().qualifiedName();
      String what = oneLine(String.valueOf(thrown.getMessage())) + meant(thrown);
      what = what.endsWith("?") ? what : what + ".";
      thrown
          .getCommandLine()
          .getErr()
          .println("holdfast: " + what + " Type " + name + " --help for its usage.");
      return ExitCode.USAGE;
    });
    // Asked only when a help text is shown: the terminal may have to be asked.
    line.setHelpFactory((spec, colours) -> {
      if (spec.usageMessage().width() == UsageMessageSpec.DEFAULT_USAGE_WIDTH) {
        spec.usageMessage().width(ScreenWidth.forReading());
      }
      return new CommandLine.Help(spec, colours);
    });
    shapeHelp(line);
    line.getCommandSpec()
        .usageMessage()
        .sectionMap()
        .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, HelpText::commands);
    return line;
  }

  /** The command that looks most like what was typed. */
  private static String meant(ParameterException thrown) {
    if (!(thrown instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()) {
      return "";
    }
    CommandLine command = unmatched.getCommandLine();
    String typed = unmatched.getUnmatched().getFirst();
    Collection<String> names =
        typed.startsWith("-")
            ? command.getCommandSpec().optionsMap().keySet()
            : command.getSubcommands().keySet();
    return NearestName.of(typed, names).map(name -> "; did you mean '" + name + "'?").orElse("");
  }

  private static int complain(HoldfastCommand holdfast, PrintWriter err, Exception thrown) {
    Failure failure = thrown instanceof Failure known ? known : Failures.unexpected(thrown);
    err.println("holdfast: " + oneLine(failure.problem().sentence()));
    if (holdfast.stacktrace) {
      thrown.printStackTrace(err);
    }
    return failure.exitCode();
  }

  private static String oneLine(String text) {
    String line = text.replaceAll("\\s*\\R\\s*", " ").strip();
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }

  /** Examples, which each command keeps as its footer, come first: most people read no further. */
  private static void shapeHelp(CommandLine line) {
    UsageMessageSpec usage = line.getCommandSpec().usageMessage();
    List<String> sections = new ArrayList<>(usage.sectionKeys());
    sections.remove(UsageMessageSpec.SECTION_KEY_FOOTER);
    sections.remove(UsageMessageSpec.SECTION_KEY_FOOTER_HEADING);
    int afterHeader = sections.indexOf(UsageMessageSpec.SECTION_KEY_HEADER) + 1;
    sections.addAll(
        afterHeader,
        List.of(UsageMessageSpec.SECTION_KEY_FOOTER_HEADING, UsageMessageSpec.SECTION_KEY_FOOTER));
    usage.sectionKeys(sections);
    usage.sectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, HelpText::examples);
    usage.footerHeading("%nExamples:%n");
    usage.synopsisHeading("%nUsage: ");
    usage.optionListHeading("%nOptions:%n");
    usage.exitCodeListHeading("%nExit codes:%n");
    boolean health = line.getCommand() instanceof HealthCommand;
    if (usage.exitCodeList().isEmpty()) {
      usage.exitCodeList(health ? ExitCode.ofHealth() : ExitCode.ofEveryCommand());
    }
    line.getSubcommands().values().forEach(Main::shapeHelp);
  }
}
