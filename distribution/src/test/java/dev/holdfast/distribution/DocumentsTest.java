package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reader of the documents would trip over. */
final class DocumentsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Set<String> SKIPPED = Set.of("target", ".git", ".idea");

  /** Every address in a document leads to one of these; a new one is added on purpose. */
  private static final Set<String> HOSTS =
      Set.of(
          "127.0.0.1:8080",
          // For any address, in the list of codes.
          "host:port.",
          // The upstream of the example for nginx.
          "holdfast",
          "localhost:8080",
          "example.org",
          "cloudevents.io",
          "keepachangelog.com",
          "semver.org",
          "adoptium.net",
          "www.apache.org",
          "www.rfc-editor.org");

  private static final Pattern TEXT =
      Pattern.compile(
          ".*\\.(md|java|xml|conf|sh|cmd|sql|options)|.*/(dev|holdfast|README|LICENSE)");

  /** What people read of the repository and of the unzipped folder: pages, settings, options. */
  private static final Pattern DOCUMENT =
      Pattern.compile(
          ".*\\.md(\\.template)?|.*/main/resources/reference\\.conf|.*/config/[^/]+\\.conf"
              + "|.*\\.options|.*/main/holdfast/README");

  /** The number of a requirement: no list of them is in this repository, so it says nothing. */
  private static final Pattern REQUIREMENT =
      Pattern.compile("(?<![\\w/.%-])(?:S\\d\\.\\d{1,2}|[KPTW]\\d{1,2})(?![\\w/])");

  private static final int WIDTH = 120;
  private static final int MOST_LINES = 500;
  private static final Pattern CELL = Pattern.compile("(?<=\\|)(?:`[^`]*`|[^|`])*(?=\\|)");
  private static final Pattern CODE = Pattern.compile("`[^`]*`");
  private static final Pattern NEXT_SENTENCE = Pattern.compile("[.!?] +(?=\\S)");

  private static final Pattern MARKER = Pattern.compile("(?m)^(<{7} .*|={7}|>{7} .*)$");
  private static final Pattern ADDRESS = Pattern.compile("\\b(?:https?|wss?)://([^/\\s)>\"'`;]+)");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern JAVA = Pattern.compile("(?s)```java\\n(.*?)```");

  @Test
  void noFileHoldsMarkersOfAMerge() throws IOException {
    for (Path file : files(TEXT)) {
      assertThat(found(MARKER, Files.readString(file))).as(file.toString()).isEmpty();
    }
  }

  @Test
  void noFileNamesARequirementByItsNumber() throws IOException {
    Set<String> named = new TreeSet<>();
    for (Path file : files(TEXT)) {
      if (!file.endsWith("DocumentsTest.java")) {
        found(REQUIREMENT, Files.readString(file))
            .forEach(number -> named.add(ROOT.relativize(file) + ": " + number.group()));
      }
    }
    assertThat(named).as("write the rule itself").isEmpty();
  }

  @Test
  void everyAddressLeadsToAKnownHost() throws IOException {
    for (Path file : files(Pattern.compile(".*\\.md|.*/main/holdfast/README"))) {
      for (MatchResult address : found(ADDRESS, Files.readString(file))) {
        assertThat(HOSTS).as(file + ": " + address.group()).contains(address.group(1));
      }
    }
  }

  @Test
  void everyRelativeLinkLeadsToAFile() throws IOException {
    for (Path file : files(Pattern.compile(".*\\.md"))) {
      for (MatchResult link : found(LINK, Files.readString(file))) {
        String target = link.group(1).replaceFirst("#.*", "");
        if (!target.isEmpty() && !target.contains("://")) {
          assertThat(file.resolveSibling(target)).as(file + ": " + link.group()).exists();
        }
      }
    }
  }

  @Test
  void noLineIsWiderThanAHundredAndTwentyCharacters() throws IOException {
    Set<String> tooWide = new TreeSet<>();
    for (Path file : files(DOCUMENT)) {
      for (String line : Files.readAllLines(file)) {
        if (isTooWide(line)) {
          tooWide.add(ROOT.relativize(file) + ": " + line);
        }
      }
    }
    assertThat(tooWide).as("wider than %d characters", WIDTH).isEmpty();
  }

  @Test
  void noSourceHasMoreThanFiveHundredLines() throws IOException {
    assertThat(longerThan(MOST_LINES)).isEmpty();
    assertThat(longerThan(400)).as("the check sees them").isNotEmpty();
  }

  private static Set<String> longerThan(int lines) throws IOException {
    Set<String> longer = new TreeSet<>();
    for (Path file : files(Pattern.compile(".*/src/main/java/.*\\.java"))) {
      if (Files.readAllLines(file).size() > lines) {
        longer.add(ROOT.relativize(file).toString());
      }
    }
    return longer;
  }

  @Test
  void noCellOfATableHasMoreThanTwoSentences() throws IOException {
    Set<String> tooLong = new TreeSet<>();
    for (Path file : files(Pattern.compile(".*\\.md"))) {
      for (String line : Files.readAllLines(file)) {
        for (String cell : cells(line)) {
          if (sentences(cell) > 2) {
            tooLong.add(ROOT.relativize(file) + ": " + cell);
          }
        }
      }
    }
    assertThat(tooLong).as("more than two sentences in a cell").isEmpty();
  }

  /** Markdown cannot break a row of a table, so a row may be wider; each of its cells may not. */
  private static boolean isTooWide(String line) {
    if (line.startsWith("|")) {
      return cells(line).stream().anyMatch(cell -> cell.length() > WIDTH);
    }
    boolean isOneAddress = line.contains("://") && !line.strip().contains(" ");
    return line.length() > WIDTH && !isOneAddress;
  }

  private static List<String> cells(String line) {
    return line.startsWith("|")
        ? found(CELL, line).stream().map(cell -> cell.group().strip()).toList()
        : List.of();
  }

  private static int sentences(String cell) {
    return found(NEXT_SENTENCE, CODE.matcher(cell).replaceAll("code")).size() + 1;
  }

  @Test
  void aWideLineAndACellOfThreeSentencesAreFound() {
    String wide = "word ".repeat(30).strip();
    assertThat(isTooWide(wide)).isTrue();
    assertThat(isTooWide("| a | " + wide + " | b |")).isTrue();
    assertThat(isTooWide("| " + "a cell | ".repeat(30))).isFalse();
    assertThat(isTooWide("  https://example.org/" + "x".repeat(120))).isFalse();
    assertThat(cells("| `a|b` | It waits. It tries again. It gives up. |"))
        .containsExactly("`a|b`", "It waits. It tries again. It gives up.");
    assertThat(sentences("It waits. It tries again. It gives up.")).isEqualTo(3);
    assertThat(sentences("It logs `Lost. Trying. Back.` and waits 1.5 s.")).isEqualTo(1);
  }

  @Test
  void theTestsOfThisTestFindWhatTheyLookFor() {
    assertThat(found(MARKER, "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n")).hasSize(3);
    assertThat(found(ADDRESS, "see https://wrong.example/x").getFirst().group(1))
        .isEqualTo("wrong.example");
    assertThat(found(REQUIREMENT, "on disk (T7), S2.16-21; decision T10. UTF8, /T0/B0, -Xss2m"))
        .extracting(MatchResult::group)
        .containsExactly("T7", "S2.16", "T10");
    assertThat(found(LINK, "[a](b.md#c)").getFirst().group(1)).isEqualTo("b.md#c");
  }

  @Test
  void everyCommandThatTheReadmeNamesIsOneOfTheScript() throws IOException {
    String script = Files.readString(ROOT.resolve("dev"));
    Pattern command = Pattern.compile("\\./dev ([a-z]+)");
    for (String document : List.of("README.md", "CONTRIBUTING.md")) {
      for (MatchResult named : found(command, Files.readString(ROOT.resolve(document)))) {
        assertThat(script).contains("./dev " + named.group(1));
      }
    }
  }

  /** Its numbers stand where the message has its parameters. */
  @Test
  void everyLogLineOfTheReadmeIsLogged() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    String table = readme.substring(readme.indexOf("| when | line |"));
    table = table.substring(0, table.indexOf("\n\n"));
    List<MatchResult> lines = found(Pattern.compile("`([^`]+)`"), table);
    assertThat(lines).hasSizeGreaterThan(10);
    StringBuilder code = new StringBuilder();
    for (Path file : files(Pattern.compile(".*/src/main/.*\\.java"))) {
      // A message may be cut into several literals, one a line.
      code.append(Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", ""));
    }
    String logged = code.toString().replaceAll("\\{\\d}", "#");
    for (MatchResult line : lines) {
      assertThat(logged).contains(line.group(1).replaceAll("\\d+", "#"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "kernel/spi/PLUGINS.md"})
  void thePluginInTheDocumentCompiles(String document, @TempDir Path classes) throws IOException {
    String source = found(JAVA, Files.readString(ROOT.resolve(document))).getFirst().group(1);
    assertThat(source.lines()).hasSizeLessThan(40);
    StringWriter complaints = new StringWriter();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    boolean compiled =
        compiler
            .getTask(
                complaints,
                null,
                null,
                List.of("-proc:none", "-d", classes.toString()),
                null,
                List.of(new Source(source)))
            .call();

    assertThat(compiled).as(complaints.toString()).isTrue();
  }

  private static List<MatchResult> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().toList();
  }

  private static List<Path> files(Pattern name) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return SKIPPED.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && name.matcher(file.toString()).matches()) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  /** A compilation unit in memory; its name follows the first class in it. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("string:///" + className(text) + ".java"), JavaFileObject.Kind.SOURCE);
      this.text = text;
    }

    private static String className(String text) {
      return found(Pattern.compile("class (\\w+)"), text).getFirst().group(1);
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
