package dev.holdfast.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.ingest.config.IngestConfig;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.JournalFull;
import dev.holdfast.testkit.InMemoryJournal;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.PluginHarness;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EventsServiceTest {
  private static final String JSON = "application/json";
  private static final String CLOUDEVENT = "application/cloudevents+json";
  private static final String BATCH = "application/cloudevents-batch+json";

  private final InMemoryJournal journal = new InMemoryJournal();
  private final ManualClock clock = new ManualClock();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private PluginHarness harness = harness(Configs.defaults());

  private PluginHarness harness(IngestConfig config) {
    return PluginHarness.of(new IngestPlugin(clock::nanoTime))
        .config(config)
        .clock(clock)
        .offering(Journal.class, journal);
  }

  @BeforeEach
  void start() throws Exception {
    harness.start();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    harness.close();
  }

  private HttpRequest.Builder request(byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(harness.uri("/events")).POST(BodyPublishers.ofByteArray(body));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private HttpResponse<String> post(byte[] body, String... headers) throws Exception {
    return client.send(request(body, headers).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String body, String... headers) throws Exception {
    return post(body.getBytes(UTF_8), headers);
  }

  private static String event(int id) {
    return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"s\",\"type\":\"t\"}";
  }

  private static void accepted(HttpResponse<String> answer, int count) {
    assertThat(answer.body()).isEqualTo("{\"accepted\":" + count + "}");
    assertThat(answer.statusCode()).isEqualTo(202);
  }

  private static void refused(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
  }

  @Test
  void takesEveryFormOfEvents() throws Exception {
    accepted(post(event(1), "Content-Type", CLOUDEVENT), 1);
    accepted(post("[" + event(2) + "," + event(3) + "]", "Content-Type", BATCH), 2);
    accepted(post("{\"v\":4}", "Content-Type", JSON + "; charset=utf-8"), 1);
    accepted(post("[{\"v\":5},{\"type\":\"x\",\"data\":6}]", "Content-Type", JSON), 2);
    accepted(post("[]", "Content-Type", JSON), 0);
    accepted(post("{}"), 1);
    assertThat(journal.events()).hasSize(7);
    assertThat(harness.meter("holdfast_events_received", "protocol", "http")).isEqualTo(7);
  }

  @Test
  void takesBinaryMode() throws Exception {
    String[] headers = {
      "ce-specversion",
      "1.0",
      "ce-id",
      "a%20%E2%82%AC",
      "ce-source",
      "\"s\"",
      "ce-type",
      "t",
      "ce-ext",
      "v",
      "Content-Type",
      "application/json"
    };
    accepted(post(" {\"n\":9007199254740993} ", headers), 1);
    headers[11] = "text/plain";
    headers[3] = "b";
    accepted(post("hello", headers), 1);
    headers[3] = "c";
    accepted(post("", headers), 1);

    List<Event> events = journal.events();
    assertThat(events.get(0).id()).isEqualTo("a €");
    assertThat(events.get(0).source()).isEqualTo("s");
    assertThat(new String(events.get(0).data(), UTF_8)).isEqualTo("{\"n\":9007199254740993}");
    assertThat(new String(events.get(0).attributes(), UTF_8))
        .contains("\"ext\":\"v\"", "\"datacontenttype\":\"application/json\"");
    assertThat(events.get(1).data()).isEmpty();
    assertThat(new String(events.get(1).attributes(), UTF_8))
        .contains("\"data_base64\":\"aGVsbG8=\"", "\"datacontenttype\":\"text/plain\"");
    assertThat(events.get(2).data()).isEmpty();
  }

  @Test
  void doesNotLetABodyAddAttributes() throws Exception {
    String[] headers = {
      "ce-specversion", "1.0", "ce-id", "a", "ce-source", "s", "ce-type", "t", "Content-Type", JSON
    };
    refused(post("1,\"subject\":\"x\"", headers), 400, "HF-ING-001");
    headers[3] = "%zz";
    refused(post("1", headers), 400, "HF-ING-004");
    headers[3] = "%00";
    refused(post("1", headers), 400, "HF-ING-004");
  }

  @Test
  void refusesWhatItCannotTake() throws Exception {
    refused(post("{", "Content-Type", JSON), 400, "HF-ING-001");
    refused(post("", "Content-Type", JSON), 400, "HF-ING-001");
    refused(
        post(new byte[] {'"', (byte) 0xC0, (byte) 0x80, '"'}, "Content-Type", JSON),
        400,
        "HF-ING-001");
    refused(post("{}", "Content-Type", CLOUDEVENT), 400, "HF-ING-004");
    refused(post("[" + event(1) + ",{}]", "Content-Type", BATCH), 400, "HF-ING-004");
    refused(post("a=1", "Content-Type", "application/x-www-form-urlencoded"), 415, "HF-ING-008");
    refused(post("{}", "Content-Type", JSON + "; charset=latin1"), 415, "HF-ING-008");
    refused(post("\"" + "x".repeat(1 << 20) + "\"", "Content-Type", JSON), 413, "HF-ING-009");
    refused(post("{}", "Idempotency-Key", "a b"), 400, "HF-ING-011");
    assertThat(journal.events()).isEmpty();
    assertThat(harness.meter("holdfast_events_refused", "reason", "invalid")).isEqualTo(3);
  }

  @Test
  void refusesALargeBodyOfUnknownLength() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(harness.uri("/events"))
            .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(new byte[(1 << 20) + 1])))
            .build();
    refused(client.send(request, BodyHandlers.ofString()), 413, "HF-ING-009");
  }

  @Test
  void answersOnlyWhenTheEventsAreOnDisk() throws Exception {
    journal.holdCommits();
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request("{}".getBytes(UTF_8)).build(), BodyHandlers.ofString());
    await().until(() -> journal.waiting().size() == 1);
    assertThat(answer).isNotDone();
    journal.commit();
    accepted(answer.get(), 1);
  }

  @Test
  void knowsTheSpellingsOfUtf8() throws Exception {
    String[] known = {
      "charset=utf8",
      "charset=UTF-8",
      "charset=\"utf-8\"",
      "charset = 'utf8'",
      "CHARSET=US-ASCII",
      "profile=\"x\"; charset=utf-8",
      "profile=charset=latin1x",
      "",
      "v=1"
    };
    for (String parameter : known) {
      accepted(post("{}", "Content-Type", JSON + ";" + parameter), 1);
    }
    for (String other : List.of("iso-8859-1", "utf-16", "utf-8x", "\"utf-7\"", "")) {
      refused(post("{}", "Content-Type", JSON + "; charset=" + other), 415, "HF-ING-008");
    }
  }

  @Test
  void passesOnThatTheJournalIsFull() throws Exception {
    Problem full = new Problem("HF-JRN-001", 503, "The journal is full", "", "");
    journal.refuse(new JournalFull(full, Duration.ofSeconds(7)));
    HttpResponse<String> answer = post("{}");
    refused(answer, 503, "HF-JRN-001");
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("7");
    journal.accept();
    accepted(post("{}"), 1);
  }

  @Test
  void givesTheSameAnswerToTheSameKey() throws Exception {
    String body = "[{\"a\":1}," + event(7) + "]";
    accepted(post(body, "Idempotency-Key", "k1"), 2);
    accepted(post(body, "Idempotency-Key", "k1"), 2);
    assertThat(journal.events()).hasSize(2);
    refused(post("{\"a\":2}", "Idempotency-Key", "k1"), 422, "HF-ING-010");
    accepted(post("{\"a\":2}", "Idempotency-Key", "k2"), 1);
    assertThat(harness.meter("holdfast_ingest_answers_forgotten_total")).isZero();
    assertThat(journal.events()).extracting(Event::id).doesNotHaveDuplicates().contains("7");
  }

  @Test
  void derivesTheSameIdsFromTheSameKeyAfterARestart() throws Exception {
    accepted(post("{\"a\":1}", "Idempotency-Key", "k1"), 1);
    harness.close();
    harness = harness(Configs.defaults());
    harness.start();
    accepted(post("{\"a\":1}", "Idempotency-Key", "k1"), 1);
    accepted(post("{\"a\":2}", "Idempotency-Key", "k1x"), 1);
    List<String> ids = journal.events().stream().map(Event::id).toList();
    assertThat(ids.get(0)).isEqualTo(ids.get(1)).isNotEqualTo(ids.get(2));
  }

  @Test
  void forgetsAFailedAnswer() throws Exception {
    Problem full = new Problem("HF-JRN-001", 503, "The journal is full", "", "");
    journal.refuse(new JournalFull(full, Duration.ofSeconds(7)));
    refused(post("{}", "Idempotency-Key", "k"), 503, "HF-JRN-001");
    journal.accept();
    accepted(post("{}", "Idempotency-Key", "k"), 1);
  }

  @Test
  void limitsRequestsThatWait() throws Exception {
    journal.holdCommits();
    CompletableFuture<HttpResponse<String>> first =
        client.sendAsync(request("{}".getBytes(UTF_8)).build(), BodyHandlers.ofString());
    CompletableFuture<HttpResponse<String>> second =
        client.sendAsync(request("{}".getBytes(UTF_8)).build(), BodyHandlers.ofString());
    await().until(() -> journal.waiting().size() == 2);
    HttpResponse<String> third = post("{}");
    refused(third, 503, "HF-ING-012");
    assertThat(third.headers().firstValue("Retry-After")).isPresent();
    journal.commit();
    accepted(first.get(), 1);
    accepted(second.get(), 1);
  }

  @Test
  void limitsTheRateOfASender() throws Exception {
    harness.close();
    harness = harness(Configs.rate(2));
    harness.start();
    accepted(post("[{},{},{}]"), 3);
    HttpResponse<String> answer = post("{}");
    refused(answer, 429, "HF-ING-005");
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    clock.advance(Duration.ofSeconds(2));
    accepted(post("{}"), 1);
  }
}
