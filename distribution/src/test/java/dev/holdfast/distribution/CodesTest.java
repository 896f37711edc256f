package dev.holdfast.distribution;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import org.junit.jupiter.api.Test;

/**
 * Whoever has nothing but a code finds it: in the sources with grep, and in {@code kernel/CODES.md}
 * with what happened and what to do.
 */
final class CodesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path LIST = ROOT.resolve("kernel/CODES.md");

  private static final String HOW_TO_ACCEPT =
      "kernel/CODES.md is not what the sources say. This writes it anew:\n"
          + "  mvn test -pl distribution -am -Dtest=CodesTest -Dcodes.accept=true"
          + " -Dsurefire.failIfNoSpecifiedTests=false";

  /** The kit of tests is no part of a server. */
  private static final Set<String> NOT_IN_THE_LIST = Set.of("kernel/testkit");

  /** The alerts plugin looks for this code of the kernel, whose classes it cannot see. */
  private static final Set<String> COMPARED = Set.of("CauseFinder.java: HF-PLG-008");

  /** Who may declare codes of a family, and its heading in the list. */
  private record Family(String title, List<String> modules) {
    Family(String title, String... modules) {
      this(title, List.of(modules));
    }
  }

  private static final Map<String, Family> FAMILIES =
      Map.ofEntries(
          entry("HF-ALERT", new Family("alerts and their delivery", "plugins/alerts")),
          entry(
              "HF-CFG",
              new Family(
                  "the configuration",
                  "kernel/config",
                  "kernel/server",
                  "plugins/database",
                  "plugins/scheduler")),
          entry("HF-CLI", new Family("the command line", "kernel/console")),
          entry("HF-DB", new Family("the database", "plugins/database")),
          entry("HF-DOC", new Family("findings of `holdfast doctor`", "kernel/server")),
          entry("HF-HOOK", new Family("the channel webhook", "plugins/webhook")),
          entry("HF-ING", new Family("events that come in", "plugins/ingest")),
          entry("HF-JOB", new Family("jobs of the scheduler", "plugins/scheduler")),
          entry("HF-JRN", new Family("the journal and the dead letters", "plugins/journal")),
          entry("HF-LOG", new Family("the log", "kernel/server")),
          entry("HF-MAIL", new Family("the channel email", "plugins/email")),
          entry("HF-MEM", new Family("memory, threads, disk and clock", "plugins/memory-watchdog")),
          entry("HF-PLG", new Family("plugins", "kernel/server")),
          entry(
              "HF-PRC",
              new Family("the process", "kernel/server", "kernel/console", "distribution")),
          entry("HF-SIM", new Family("`holdfast simulate`", "distribution/simulator")),
          entry("HF-SLACK", new Family("the channel Slack", "plugins/slack")),
          entry("HF-SRV", new Family("start of the server, and its folders", "kernel/server")),
          entry(
              "HF-STORE", new Family("events on their way to the database", "plugins/event-store")),
          entry("HF-TEST", new Family("planted by `holdfast simulate`", "distribution/simulator")),
          entry("HF-WEB", new Family("HTTP", "kernel/server", "kernel/spi")),
          entry("HF-WS", new Family("WebSocket", "kernel/websocket")));

  @Test
  void everyCodeIsDeclaredOnceAndAsOneLiteral() throws IOException {
    DeclaredCode.Declarations all = declarations();

    assertThat(all.codes()).hasSizeGreaterThan(200);
    assertThat(all.parts()).as("parts of codes: write each code out").isEmpty();
    assertThat(declaredTwice(all.codes())).isEmpty();
  }

  @Test
  void everyCodeBelongsToTheFamilyOfItsModule() throws IOException {
    assertThat(strangers(declarations().codes())).isEmpty();
  }

  @Test
  void theListSaysOfEachCodeWhatHappenedAndWhatToDo() throws IOException {
    String present = Files.readString(LIST);
    Map<String, String> titles = new TreeMap<>();
    FAMILIES.forEach((family, about) -> titles.put(family, about.title()));
    List<DeclaredCode> codes = declarations().codes();
    String wanted = CodeList.write(present, codes, titles);
    if (Boolean.getBoolean("codes.accept")) {
      Files.writeString(LIST, wanted);
    } else {
      assertThat(differences(present, wanted)).as(HOW_TO_ACCEPT).isEmpty();
      assertThat(present).as(HOW_TO_ACCEPT).isEqualTo(wanted);
    }
    Map<String, CodeList.Entry> unwritten = CodeList.entries(wanted);
    unwritten
        .values()
        .removeIf(entry -> !(entry.what() + entry.remedy()).contains(CodeList.UNWRITTEN));
    assertThat(unwritten)
        .as("write into kernel/CODES.md the texts that the sources make only when they run")
        .isEmpty();
  }

  @Test
  void aPartOfACodeASecondDeclarationAndAStrangerWouldBeSeen() throws IOException {
    DeclaredCode.Declarations seen =
        DeclaredCode.in(
            "plugins/slack",
            "One.java",
            source(
                """
                class One {
                  static final String NAMED = "HF-SLACK-001";
                  Object a = new Problem(NAMED, 503, "It " + "happened", "", "Wait for " + it);
                  Object b = problem("HF-SLACK-001", "It happened", because(), "Wait", ExitCode.FAILURE);
                  Object c = problem("HF-DB-001", why());
                  Object d = String.format("HF-SLACK-%03d", 7) + "HF-SLACK-" + 8;
                  Object f = problem("HF-SLACK-" + "009", "It happened");
                  boolean e = text.startsWith("HF-SLACK-");
                }
                """));

    assertThat(seen.codes())
        .extracting(DeclaredCode::code, DeclaredCode::what, DeclaredCode::remedy)
        .containsExactly(
            tuple("HF-SLACK-001", "It happened", "Wait for …"),
            tuple("HF-SLACK-001", "It happened", "Wait"),
            tuple("HF-DB-001", "", ""),
            tuple("HF-SLACK-009", "It happened", ""));
    assertThat(seen.parts()).containsExactly("HF-SLACK-%03d", "HF-SLACK-", "HF-SLACK-009");
    assertThat(declaredTwice(seen.codes())).containsOnlyKeys("HF-SLACK-001");
    assertThat(strangers(seen.codes())).containsExactly("HF-DB-001 in plugins/slack");
  }

  @Test
  void aNewEntryWaitsForItsTextAndAnOldOneKeepsIt() {
    DeclaredCode known = new DeclaredCode("HF-A-001", "a", "A.java", "it <broke>", "Mend it");
    DeclaredCode made = new DeclaredCode("HF-A-002", "a", "A.java", "", "");
    DeclaredCode open = new DeclaredCode("HF-A-004", "a", "A.java", "`<x>`", "Give … back");
    DeclaredCode changed = new DeclaredCode("HF-A-005", "a", "A.java", "it", "See … first");
    DeclaredCode fresh = new DeclaredCode("HF-A-003", "a", "A.java", "It is new", "");
    String present =
        """
        # Head

        ## HF-A: old

        - **HF-A-002** By hand,
          over two lines. *Do:* Something.
        - **HF-A-004** `<x>`. *Do:* Give a day back.
        - **HF-A-005** It. *Do:* See it last.
        - **HF-A-009** Gone. *Do:* Nothing.
        """;

    assertThat(
            CodeList.write(
                present, List.of(fresh, open, changed, made, known), Map.of("HF-A", "new")))
        .isEqualTo(
            """
            # Head

            ## HF-A: new

            - **HF-A-001** It \\<broke>.
              *Do:* Mend it.
            - **HF-A-002** By hand, over two lines.
              *Do:* Something.
            - **HF-A-003** It is new.
              *Do:* (write it here)
            - **HF-A-004** `<x>`.
              *Do:* Give a day back.
            - **HF-A-005** It.
              *Do:* See … first.
            """);
  }

  private static Set<String> differences(String present, String wanted) {
    var is = CodeList.entries(present).entrySet();
    var shouldBe = CodeList.entries(wanted).entrySet();
    Set<String> differences = new TreeSet<>();
    is.stream()
        .filter(entry -> !shouldBe.contains(entry))
        .forEach(entry -> differences.add(entry.getKey() + " is listed as " + entry.getValue()));
    shouldBe.stream()
        .filter(entry -> !is.contains(entry))
        .forEach(entry -> differences.add(entry.getKey() + " should be " + entry.getValue()));
    return differences;
  }

  /** With the files of each. */
  private static Map<String, List<String>> declaredTwice(Collection<DeclaredCode> codes) {
    Map<String, List<String>> files =
        codes.stream()
            .collect(
                Collectors.groupingBy(
                    DeclaredCode::code,
                    TreeMap::new,
                    Collectors.mapping(DeclaredCode::file, Collectors.toList())));
    files.values().removeIf(places -> places.size() == 1);
    return files;
  }

  private static List<String> strangers(Collection<DeclaredCode> codes) {
    return codes.stream()
        .filter(code ->
            !FAMILIES.containsKey(code.family())
                || !FAMILIES.get(code.family()).modules().contains(code.module()))
        .map(code -> code.code() + " in " + code.module())
        .toList();
  }

  private static DeclaredCode.Declarations declarations() throws IOException {
    DeclaredCode.Declarations all =
        new DeclaredCode.Declarations(new ArrayList<>(ofTheLauncher()), new ArrayList<>());
    try (Stream<Path> files = Files.walk(ROOT)) {
      for (Path file : files.filter(CodesTest::isSource).sorted().toList()) {
        String text = Files.readString(file);
        String path = ROOT.relativize(file).toString();
        String module = path.substring(0, path.indexOf("/src/main/java/"));
        if (text.contains("\"HF-") && !NOT_IN_THE_LIST.contains(module)) {
          String name = file.getFileName().toString();
          DeclaredCode.Declarations here = DeclaredCode.in(module, name, source(text));
          all.parts().addAll(here.parts());
          here.codes().stream()
              .filter(code -> !COMPARED.contains(name + ": " + code.code()))
              .forEach(all.codes()::add);
        }
      }
    }
    return all;
  }

  /** What the launcher says before there is a Java. */
  private static List<DeclaredCode> ofTheLauncher() throws IOException {
    String script = Files.readString(ROOT.resolve("distribution/src/main/holdfast/bin/holdfast"));
    return Pattern.compile("echo \"holdfast: (HF-[A-Z]+-\\d{3}) ")
        .matcher(script)
        .results()
        .map(said -> new DeclaredCode(said.group(1), "distribution", "bin/holdfast", "", ""))
        .toList();
  }

  private static boolean isSource(Path file) {
    String path = ROOT.relativize(file).toString();
    return path.contains("/src/main/java/") && path.endsWith(".java");
  }

  private static JavaFileObject source(String text) {
    return new SimpleJavaFileObject(
        URI.create("string:///Source.java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }
}
