package dev.holdfast.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * Every {@code holdfast …} that a document, a remedy or a help text names is a command that there
 * is, with the options that it has.
 */
final class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final CommandLine HOLDFAST = Main.commandLine();
  private static final List<String> DOCUMENTS =
      List.of(
          "README.md",
          "CHANGELOG.md",
          "CONTRIBUTING.md",
          "kernel/CODES.md",
          "kernel/DECISIONS.md",
          "kernel/spi/PLUGINS.md",
          "plugins/ingest/PROTOCOL.md",
          "distribution/src/main/holdfast/README",
          "config/holdfast.conf");

  private static final Pattern MARKED = Pattern.compile("`(?:bin/)?holdfast ([^`]+)`");
  private static final Pattern LINE = Pattern.compile("(?m)^ +bin/holdfast ([^\\n]+)");
  private static final Pattern CONFIGURED = Pattern.compile("(?:bin/)?holdfast ([a-z][a-z -]*)");

  /** A literal, or several that are joined. */
  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"");

  private static final Pattern SPOKEN =
      Pattern.compile("\\bholdfast ([a-z][a-z-]*(?:[ |][^,;:.()\"]*)?)");

  /** What also follows the name of the program where people speak of it. */
  private static final Set<String> PROSE =
      Set.of("of", "is", "was", "has", "and", "holds", "refuses", "needs", "the", "cannot", "with");

  @Test
  void everyCommandOfADocumentIsThere() throws IOException {
    Set<String> wrong = new TreeSet<>();
    int found = 0;
    for (String document : DOCUMENTS) {
      String text = Files.readString(ROOT.resolve(document));
      List<String> commands = new ArrayList<>(all(MARKED, text));
      commands.addAll(all(LINE, text).stream().map(line -> line.split(" {2,}")[0]).toList());
      if (document.endsWith(".conf")) {
        commands.addAll(all(CONFIGURED, text));
      }
      found += commands.size();
      for (String command : commands) {
        mistake(command)
            .ifPresent(why -> wrong.add(document + ": holdfast " + command + ": " + why));
      }
    }
    assertThat(found).isGreaterThan(40);
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyCommandOfARemedyOrAHelpTextIsThere() throws IOException {
    Set<String> wrong = new TreeSet<>();
    int found = 0;
    for (Path source : sources()) {
      String joined = Files.readString(source).replaceAll("\"\\s*\\+\\s*\"", "");
      for (String literal : all(LITERAL, joined)) {
        for (String command : all(SPOKEN, literal)) {
          if (!PROSE.contains(command.split("[ |]")[0])) {
            found++;
            mistake(command)
                .ifPresent(
                    why -> wrong.add(source.getFileName() + ": holdfast " + command + ": " + why));
          }
        }
      }
    }
    assertThat(found).isGreaterThan(100);
    assertThat(wrong).isEmpty();
  }

  @Test
  void aCommandOrAnOptionThatIsNotThereIsFound() {
    assertThat(mistake("strat")).isPresent();
    assertThat(mistake("db statsu")).isPresent();
    assertThat(mistake("errors --slowly")).isPresent();
    assertThat(mistake("db status|monitro")).isPresent();
    assertThat(mistake("errors --slow")).isEmpty();
    assertThat(mistake("db status|monitor")).isEmpty();
    assertThat(mistake("plugins restart NAME")).isEmpty();
  }

  private static Optional<String> mistake(String words) {
    CommandLine command = HOLDFAST;
    for (String word : words.strip().split("\\s+")) {
      String plain = word.replaceAll("[.,)…`']+$", "");
      if (plain.startsWith("--") && plain.length() > 2) {
        String option = plain.split("[=\\[]")[0];
        if (command.getCommandSpec().findOption(option) == null) {
          return Optional.of("no option " + option);
        }
      } else if (!command.getSubcommands().isEmpty()) {
        CommandLine next = null;
        for (String name : plain.split("\\|")) {
          next = command.getSubcommands().get(name);
          if (next == null) {
            return Optional.of("no command " + name);
          }
        }
        command = next == null ? command : next;
      }
      // Anything else is a parameter, or the sentence goes on.
    }
    return Optional.empty();
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult one) -> one.group(1)).toList();
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> kernel = Files.walk(ROOT.resolve("kernel"));
        Stream<Path> plugins = Files.walk(ROOT.resolve("plugins"));
        Stream<Path> simulator = Files.walk(ROOT.resolve("distribution/simulator"));
        Stream<Path> tools = Files.walk(ROOT.resolve("distribution/tools"))) {
      return Stream.of(kernel, plugins, simulator, tools)
          .flatMap(files -> files)
          .filter(file -> file.toString().contains("/src/main/java/"))
          .filter(file -> file.toString().endsWith(".java"))
          .toList();
    }
  }
}
