package dev.holdfast.journal.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.journal.JournalPlugin;
import dev.holdfast.journal.config.JournalConfigs;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalReader.Entry;
import dev.holdfast.testkit.Events;
import dev.holdfast.testkit.PluginHarness;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dead letters over HTTP, as a person works on them. */
final class DeadLetterRoutesTest {
  private static final Problem REFUSED =
      new Problem("HF-TEST-001", 422, "The event is \"poison\"", "its data", "Mend it");
  private static final Pattern NUMBER = Pattern.compile("\"number\":(\\d+)");

  private final HttpClient client = HttpClient.newHttpClient();
  private final PluginHarness harness =
      PluginHarness.of(new JournalPlugin())
          .config(
              JournalConfigs.withDeadLetterSize(
                  JournalConfigs.config(256 << 10, 64 << 20, Duration.ofHours(6)),
                  Size.ofMebibytes(64)));
  private JournalReader reader;

  @BeforeEach
  void start() throws Exception {
    harness.start();
    reader = harness.offered(Journal.class).reader("event-store");
  }

  @AfterEach
  void close() throws Exception {
    reader.close();
    client.close();
    harness.close();
  }

  private HttpResponse<String> ask(String method, String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(harness.uri(path))
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString(UTF_8));
  }

  private static List<Long> numbers(String page) {
    List<Long> numbers = new ArrayList<>();
    Matcher matcher = NUMBER.matcher(page);
    while (matcher.find()) {
      numbers.add(Long.parseLong(matcher.group(1)));
    }
    return numbers;
  }

  private List<Event> appended() throws InterruptedException {
    return reader.read(1000, Duration.ofSeconds(10)).stream().map(Entry::event).toList();
  }

  @Test
  void aPageHasOneMebibyteAndTheNextOneBeginsBeforeIt() throws Exception {
    for (int i = 0; i < 12; i++) {
      reader.deadLetter(Events.sized("s", "" + i, 300_000), REFUSED);
    }
    List<Long> all = new ArrayList<>();
    String query = "";
    for (int pages = 0; pages < 4; pages++) {
      HttpResponse<String> page = ask("GET", "/journal/dead-letters?limit=1000" + query, "");
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body().length()).isLessThan(1_100_000);
      List<Long> numbers = numbers(page.body());
      assertThat(numbers).hasSize(3);
      all.addAll(0, numbers);
      query = "&before=" + numbers.getFirst();
      assertThat(page.body()).contains("\"before\":" + numbers.getFirst());
    }
    assertThat(all).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
    assertThat(numbers(ask("GET", "/journal/dead-letters?data=false", "").body())).isEqualTo(all);
    assertThat(numbers(ask("GET", "/journal/dead-letters" + "?limit=2", "").body()))
        .containsExactly(10L, 11L);
  }

  @Test
  void readersAreListedAndForgottenOnlyWhenThatIsMeant() throws Exception {
    assertThat(ask("GET", "/admin/journal/readers", "").body())
        .contains(
            "{\"name\":\"event-store\",\"plugin\":\"\",\"open\":true,\"class\":\"store\","
                + "\"holds\":true,\"detached\":\"\"");
    harness.offered(Journal.class).reader("example").close();
    assertThat(ask("DELETE", "/admin/journal/readers/event-store?force=true", "").body())
        .contains("HF-JRN-037");
    reader.close();
    assertThat(ask("DELETE", "/admin/journal/readers/event-store", "").body())
        .contains("HF-JRN-038", "--force");
    assertThat(ask("DELETE", "/admin/journal/readers/nobody", "").statusCode()).isEqualTo(404);
    assertThat(ask("DELETE", "/admin/journal/readers/example", "").body())
        .doesNotContain("example");
    assertThat(ask("DELETE", "/admin/journal/readers/event-store?force=true", "").body())
        .endsWith("\"readers\":[]}");
  }

  @Test
  void aLetterIsShownWhole() throws Exception {
    Event event =
        new Event(
            "s/ä",
            "1",
            "t",
            "sub",
            Instant.parse("2026-01-02T03:04:05Z"),
            Instant.parse("2026-01-02T03:04:06Z"),
            "{\"x\":1e2}".getBytes(UTF_8),
            "{\"b\":2,\"a\":1}".getBytes(UTF_8));
    reader.deadLetter(event, REFUSED);
    assertThat(ask("GET", "/journal/dead-letters/0", "").body())
        .startsWith("{\"number\":0,\"bytes\":")
        .contains("\"what\":\"The event is \\\"poison\\\"\"", "\"remedy\":\"Mend it\"")
        .endsWith(
            "\"event\":{\"source\":\"s/ä\",\"id\":\"1\",\"type\":\"t\",\"subject\":\"sub\","
                + "\"time\":\"2026-01-02T03:04:05Z\",\"receivedAt\":\"2026-01-02T03:04:06Z\","
                + "\"attributes\":{\"x\":1e2},\"data\":{\"b\":2,\"a\":1}}}");
    HttpResponse<String> none = ask("GET", "/journal/dead-letters/7", "");
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(none.body()).contains("HF-JRN-033");
  }

  @Test
  void oneIsReplayedUnchanged() throws Exception {
    Event event = Events.sized("s", "1", 2_000);
    reader.deadLetter(event, REFUSED);
    HttpResponse<String> answer = ask("POST", "/admin/dead-letters/0/replay", "");
    assertThat(answer.body()).contains("\"done\":1", "\"kept\":0");
    assertThat(appended()).containsExactly(event);
    assertThat(ask("POST", "/admin/dead-letters/0/replay", "").statusCode()).isEqualTo(404);
  }

  @Test
  void oneIsReplayedAsItWasEdited() throws Exception {
    reader.deadLetter(Events.event("s", "1"), REFUSED);
    reader.deadLetter(Events.event("s", "2"), REFUSED);
    String shown = ask("GET", "/journal/dead-letters/0", "").body();
    String edited = shown.replace("\"id\":\"1\"", "\"id\":\"1a\"");
    assertThat(ask("POST", "/admin/dead-letters/0/replay", edited).statusCode()).isEqualTo(200);
    String cloudEvent =
        """
        {"specversion":"1.0","id":"2a","source":"s","type":"t","time":"2026-01-02T03:04:05+01:00",
         "odd":[1, 2.50],"data":{"n":1.0e400}}
        """;
    assertThat(ask("POST", "/admin/dead-letters/1/replay", cloudEvent).statusCode()).isEqualTo(200);
    List<Event> events = new ArrayList<>(appended());
    while (events.size() < 2) {
      events.addAll(appended());
    }
    assertThat(events).extracting(Event::id).containsExactly("1a", "2a");
    assertThat(events.get(0).type()).isEqualTo(Events.event("s", "1").type());
    assertThat(new String(events.get(1).data(), UTF_8)).isEqualTo("{\"n\":1.0e400}");
    assertThat(new String(events.get(1).attributes(), UTF_8)).isEqualTo("{\"odd\":[1, 2.50]}");
    assertThat(events.get(1).time()).isEqualTo(Instant.parse("2026-01-02T02:04:05Z"));
  }

  @Test
  void whatIsNoEventIsRefusedAndTheLetterStays() throws Exception {
    reader.deadLetter(Events.event("s", "1"), REFUSED);
    for (String wrong :
        List.of(
            "[]",
            "{",
            "{\"id\":\"1\",\"source\":\"s\"}",
            "{\"id\":1,\"source\":\"s\",\"type\":\"t\"}",
            "{\"id\":\"\",\"source\":\"s\",\"type\":\"t\"}",
            "{\"id\":\"1\",\"id\":\"2\",\"source\":\"s\",\"type\":\"t\"}",
            "{\"id\":\"\\ud800\",\"source\":\"s\",\"type\":\"t\"}",
            "{\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"time\":\"yesterday\"}",
            "{\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"} {}")) {
      HttpResponse<String> answer = ask("POST", "/admin/dead-letters/0/replay", wrong);
      assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
      assertThat(answer.body()).contains("HF-JRN-031");
    }
    assertThat(numbers(ask("GET", "/journal/dead-letters", "").body())).containsExactly(0L);
  }

  @Test
  void manyAreReplayedOrDroppedByTheirReasonAndNothingIsMeantByAccident() throws Exception {
    for (int i = 0; i < 6; i++) {
      Problem reason = i % 2 == 0 ? REFUSED : new Problem("HF-TEST-002", 422, "no", "", "");
      reader.deadLetter(Events.event("s", "" + i), reason);
    }
    assertThat(ask("DELETE", "/admin/dead-letters", "").body()).contains("HF-JRN-034");
    assertThat(ask("POST", "/admin/dead-letters/replay", "").body()).contains("HF-JRN-034");
    assertThat(ask("POST", "/admin/dead-letters/replay?code=HF-TEST-001&up-to=3", "").body())
        .contains("\"done\":2,\"left\":false,\"kept\":4,\"last\":2");
    assertThat(ask("DELETE", "/admin/dead-letters?code=HF-TEST-002", "").body())
        .contains("\"done\":3", "\"kept\":1");
    assertThat(ask("DELETE", "/admin/dead-letters?all=true", "").body()).contains("\"kept\":0");
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(harness.meter("holdfast_journal_dead_letters_kept"))
                .isEqualTo(
                    harness.meter("holdfast_journal_dead_letters_total")
                        - harness.meter("holdfast_journal_dead_letters_replayed_total")
                        - harness.meter("holdfast_journal_dead_letters_dropped_total")));
    assertThat(harness.meter("holdfast_journal_dead_letters_dropped_total")).isEqualTo(4);
  }
}
