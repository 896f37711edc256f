package dev.holdfast.distribution;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.spi.Problem;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of PROTOCOL.md say what the code says. */
final class ProtocolTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path DOCUMENT = ROOT.resolve("plugins/ingest/PROTOCOL.md");
  private static final Pattern CODE = Pattern.compile("HF-[A-Z]+-\\d{3}");
  private static final String INGEST = "plugins/ingest/src/test/java/dev/holdfast/ingest/";
  private static final String EDGE = "kernel/server/src/test/java/dev/holdfast/server/websocket/";

  /** Those after which another try can help; 502 and 504 come from proxies. */
  private static final Set<Integer> TEMPORARY = Set.of(408, 429, 500, 502, 503, 504);

  /** Problems of these that no producer and no reader is told over HTTP. */
  private static final Set<String> NOT_TOLD =
      Set.of(
          "HF-ING-007", // a close code
          "HF-ING-014", // of the configuration
          "HF-ING-020", // counted only
          "HF-WS-006", // of endpoints that insist on a sub-protocol
          "HF-WS-009"); // of plugins

  private static final Set<String> OF_THE_JOURNAL =
      Set.of("HF-JRN-001", "HF-JRN-002", "HF-JRN-003", "HF-JRN-004", "HF-JRN-005", "HF-JRN-006");

  /** Where each close code is seen. */
  private static final Map<String, List<String>> SEEN =
      Map.ofEntries(
          Map.entry(
              "1000", List.of(INGEST + "IngestSessionTest#answersACloseWhenAllThatWasSentIsSafe")),
          Map.entry(
              "1002",
              List.of(EDGE + "EndingTest#messagesInFrontOfABreachOfTheProtocolArePassedOn")),
          Map.entry(
              "1003", List.of(INGEST + "SessionLimitsTest#refusesBinaryMessagesAndLargeEvents")),
          Map.entry(
              "1006", List.of(EDGE + "EndingTest#messagesInFrontOfTheEndOfTheStreamArePassedOn")),
          Map.entry(
              "1007",
              List.of(EDGE + "EndingTest#messagesInFrontOfABreachOfTheProtocolArePassedOn")),
          Map.entry(
              "1008",
              List.of(
                  INGEST + "SessionRefusalsTest#closesAfterABrokenArrayAndKeepsWhatWasBefore",
                  INGEST + "IngestSessionTest#takesOneStrictEventAMessageFromCloudEventsClients",
                  EDGE + "AttackTest#refusesHalfAFrameThatStaysSilent")),
          Map.entry(
              "1009", List.of(INGEST + "SessionLimitsTest#refusesBinaryMessagesAndLargeEvents")),
          Map.entry("1011", List.of(EDGE + "SessionTest#closesWhenTheListenerThrows")),
          Map.entry(
              "1012",
              List.of(
                  EDGE
                      + "EndingTest#anEndpointThatIsTakenAwayGetsWhatIsUnderWayAndTheRestIsCounted")),
          Map.entry(
              "1013",
              List.of(
                  INGEST + "SessionRefusalsTest#doesNotAnswerWithTheCodeOfSuccessWhatIsNotKept",
                  INGEST + "SessionLimitsTest#closesAConnectionThatIsHeldBackForTooLong",
                  INGEST + "SessionLimitsTest#closesAClientThatDoesNotReadItsNacks")),
          Map.entry("4429", List.of(INGEST + "SessionLimitsTest#limitsTheRate")));

  private record Row(List<String> cells) {
    String cell(int index) {
      return cells.get(index);
    }
  }

  /** The rows of the table with this head. */
  private static List<Row> table(String head) throws IOException {
    List<Row> rows =
        Files.readString(DOCUMENT)
            .lines()
            .dropWhile(line -> !line.startsWith(head))
            .takeWhile(line -> line.startsWith("|"))
            .skip(2)
            .map(line ->
                new Row(Arrays.stream(line.split("\\|")).map(String::strip).skip(1).toList()))
            .toList();
    assertThat(rows).as(head).isNotEmpty();
    return rows;
  }

  private static List<String> codes(String text) {
    return CODE.matcher(text).results().map(MatchResult::group).toList();
  }

  @Test
  void everyCodeIsAProblemWithThisStatusAndTheStatusSaysWhetherToTryAgain() throws Exception {
    Map<String, Problem> problems = problems();
    for (Row row : table("| status | code |")) {
      int status = Integer.parseInt(row.cell(0));
      assertThat(codes(row.cell(1))).as(row.toString()).isNotEmpty();
      for (String code : codes(row.cell(1))) {
        assertThat(problems).containsKey(code);
        assertThat(requireNonNull(problems.get(code)).status()).as(code).isEqualTo(status);
      }
      boolean again = TEMPORARY.contains(status) || row.cell(1).equals("HF-ING-023");
      assertThat(row.cell(3)).as(row.toString()).isEqualTo(again ? "yes" : "no");
    }
  }

  @Test
  void nothingThatAProducerCanBeToldIsMissing() throws Exception {
    Set<String> told = new TreeSet<>();
    for (Row row : table("| status | code |")) {
      told.addAll(codes(row.cell(1)));
    }
    Set<String> wanted =
        problems().keySet().stream()
            .filter(code ->
                code.matches("HF-(ING|WS)-.*|HF-WEB-0(0[1-7]|2.|3.)")
                    || OF_THE_JOURNAL.contains(code))
            .filter(code -> !NOT_TOLD.contains(code))
            .collect(toCollection(TreeSet::new));
    assertThat(wanted).hasSizeGreaterThan(40);
    assertThat(told).containsAll(wanted);
  }

  @Test
  void everyOtherCodeOfTheTextIsThereToo() throws Exception {
    Set<String> others = new TreeSet<>(codes(Files.readString(DOCUMENT)));
    others.removeAll(problems().keySet());
    String elsewhere =
        Files.readString(
                ROOT.resolve(
                    "kernel/websocket/src/main/java/dev/holdfast/websocket/ForcedClose.java"))
            + Files.readString(
                ROOT.resolve(
                    "plugins/event-store/src/main/java/dev/holdfast/eventstore/StoreProblems.java"));
    assertThat(elsewhere).contains(others);
  }

  /** Every close code that the server can send, and each is seen in a test. */
  @Test
  void everyCloseCodeIsSentAndSeen() throws Exception {
    Set<String> listed = new TreeSet<>();
    for (Row row : table("| code | when |")) {
      listed.add(row.cell(0).replaceFirst("\\D.*", ""));
    }
    Set<String> sent = new TreeSet<>();
    for (String name :
        List.of("dev.holdfast.websocket.frame.CloseCode", "dev.holdfast.ingest.IngestSession")) {
      for (Field field : Class.forName(name).getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == int.class) {
          field.setAccessible(true);
          int value = field.getInt(null);
          if (value >= 1000 && value != 1005) { // 1005 stands for a close frame without a code.
            sent.add("" + value);
          }
        }
      }
    }
    assertThat(listed).isEqualTo(sent).isEqualTo(new TreeSet<>(SEEN.keySet()));
    for (Map.Entry<String, List<String>> each : SEEN.entrySet()) {
      for (String test : each.getValue()) {
        String[] place = test.split("#");
        String source = Files.readString(ROOT.resolve(place[0] + ".java"));
        assertThat(source).contains("void " + place[1] + "(");
        String body = source.substring(source.indexOf("void " + place[1] + "("));
        assertThat(body.substring(0, body.indexOf("\n  }\n"))).as(test).contains(each.getKey());
      }
    }
  }

  @Test
  void everyLimitIsTheDefaultOfItsKey() throws Exception {
    Map<String, Config> defaults = new TreeMap<>();
    for (String module : List.of("plugins/ingest", "plugins/event-store", "kernel/server")) {
      Path file = ROOT.resolve(module).resolve("src/main/resources/reference.conf");
      defaults.put(module, ConfigFactory.parseFile(file.toFile()));
    }
    for (Row row : table("| what | default | key |")) {
      String key = "holdfast." + row.cell(2).replace("`", "");
      List<String> values =
          defaults.values().stream()
              .filter(config -> config.hasPath(key))
              .map(config -> config.getString(key))
              .toList();
      assertThat(values).as(key).containsExactly(row.cell(1));
      codes(row.cell(3)).forEach(code -> assertThat(code).matches(CODE));
    }
  }

  @Test
  void itsLinesAndCellsAreShort() throws IOException {
    List<String> lines = Files.readAllLines(DOCUMENT);
    assertThat(lines).hasSizeLessThan(230).allMatch(line -> line.length() <= 120);
  }

  /** The producers are described as they are: each begins with the command that starts it. */
  @Test
  void everyProducerIsLinkedAndNamesItsCommand() throws IOException {
    String text = Files.readString(DOCUMENT);
    try (Stream<Path> producers = Files.list(DOCUMENT.resolveSibling("producers"))) {
      List<Path> all = producers.toList();
      assertThat(all).hasSize(4);
      for (Path producer : all) {
        String name = producer.getFileName().toString();
        assertThat(text).contains("(producers/" + name + ")");
        assertThat(Files.readString(producer).lines().limit(4))
            .anyMatch(line -> line.contains(" " + name + " "));
      }
    }
  }

  /** Every problem of the server and of the plugins that a client of events meets. */
  private static Map<String, Problem> problems() throws Exception {
    Map<String, Problem> problems = new TreeMap<>();
    for (String module :
        List.of(
            "kernel/server",
            "kernel/websocket",
            "plugins/ingest",
            "plugins/journal",
            "plugins/event-store")) {
      Path classes = ROOT.resolve(module).resolve("target/classes");
      try (Stream<Path> files = Files.walk(classes)) {
        for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
          String name = classes.relativize(file).toString().replaceFirst("\\.class$", "");
          if (!name.endsWith("-info")) {
            add(
                Class.forName(name.replace('/', '.'), false, ProtocolTest.class.getClassLoader()),
                problems);
          }
        }
      }
    }
    assertThat(problems).hasSizeGreaterThan(60);
    return problems;
  }

  private static void add(Class<?> type, Map<String, Problem> problems) throws Exception {
    for (Field field : type.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == Problem.class) {
        field.setAccessible(true);
        Problem problem = (Problem) field.get(null);
        problems.put(problem.code(), problem);
      }
    }
    for (Method method : type.getDeclaredMethods()) {
      boolean isMaker =
          method.getReturnType() == Problem.class
              && Arrays.equals(method.getParameterTypes(), new Class<?>[] {String.class});
      if (isMaker && (type.isEnum() || Modifier.isStatic(method.getModifiers()))) {
        method.setAccessible(true);
        Object[] owners = type.isEnum() ? type.getEnumConstants() : new Object[] {type};
        for (Object owner : owners) {
          try {
            Problem problem = (Problem) method.invoke(owner, "");
            problems.put(problem.code(), problem);
          } catch (InvocationTargetException hasNoProblem) {
            // One of those that are told as the problem of another.
            assertThat(hasNoProblem).hasCauseInstanceOf(IllegalArgumentException.class);
          }
        }
      }
    }
  }
}
