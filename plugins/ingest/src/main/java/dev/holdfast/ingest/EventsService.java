package dev.holdfast.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Locale.ROOT;

import dev.holdfast.ingest.config.IngestProblems;
import dev.holdfast.ingest.envelope.EventIds;
import dev.holdfast.ingest.envelope.EventReader;
import dev.holdfast.ingest.envelope.EventReader.Form;
import dev.holdfast.ingest.envelope.Outcome;
import dev.holdfast.ingest.envelope.Outcome.Reason;
import dev.holdfast.ingest.envelope.Outcome.Refused;
import dev.holdfast.ingest.envelope.Outcome.Taken;
import dev.holdfast.ingest.envelope.UnreadableMessage;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.JournalFull;
import dev.holdfast.spi.support.JsonAnswer;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /events}: all events of a body or none, answered when they are on disk. What an event
 * is, is decided as for {@code holdfast.v1}, but for the CloudEvents content types, which promise
 * CloudEvents and are held to it.
 */
final class EventsService implements HttpService {
  private static final HeaderName IDEMPOTENCY_KEY = HeaderNames.create("Idempotency-Key");
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final int LONGEST_KEY = 255;

  private final IngestSession.Shared shared;
  private final Supplier<EventReader> readers;
  private final Supplier<EventIds> newIds;
  private final RateLimits rates;
  private final IdempotencyCache cache;
  private final Semaphore requests;

  EventsService(
      IngestSession.Shared shared,
      Supplier<EventReader> readers,
      Supplier<EventIds> newIds,
      RateLimits rates,
      IdempotencyCache cache) {
    this.shared = shared;
    this.readers = readers;
    this.newIds = newIds;
    this.rates = rates;
    this.cache = cache;
    this.requests = new Semaphore(shared.config().http().maxRequests());
  }

  @Override
  public void routing(HttpRules rules) {
    rules.post("/", this::post);
  }

  private void post(ServerRequest request, ServerResponse response) {
    if (!requests.tryAcquire()) {
      throw new ProblemException(IngestProblems.TOO_MANY_REQUESTS, SOON, null);
    }
    try {
      int accepted = await(accept(request));
      response.status(Status.ACCEPTED_202);
      JsonAnswer.send(response, json -> json.writeNumberProperty("accepted", accepted));
    } catch (ProblemException refused) {
      if (refused.problem().code().equals(IngestProblems.ENCODING.code())) {
        response.header(HeaderNames.ACCEPT_ENCODING, Bodies.ENCODINGS);
      }
      throw refused;
    } finally {
      requests.release();
    }
  }

  private CompletableFuture<Integer> accept(ServerRequest request) {
    String contentType = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
    String mediaType = contentType.split(";", 2)[0].strip().toLowerCase(ROOT);
    Form form = form(request, mediaType, contentType);
    byte[] body = Bodies.read(request, shared.config().maxMessage().toInt());
    byte[] message = body;
    boolean structured = mediaType.startsWith("application/cloudevents");
    if (!structured && BinaryMode.isIn(request.headers())) {
      if (BinaryMode.isJson(mediaType) && body.length > 0) {
        Bodies.checkUtf8(body);
        checkOneValue(body);
      }
      message = BinaryMode.structured(request.headers(), mediaType, contentType, body);
    } else {
      Bodies.checkUtf8(body);
    }
    return answer(request, message, form);
  }

  private CompletableFuture<Integer> answer(ServerRequest request, byte[] message, Form form) {
    Optional<String> key = request.headers().first(IDEMPOTENCY_KEY);
    if (key.isEmpty()) {
      return append(request, message, form, newIds.get());
    }
    checkKey(key.get());
    String sender = request.headers().first(HeaderNames.AUTHORIZATION).orElse("");
    // Two producers may use one key, and a lazy one may use it again after a restart: with sender
    // and body in the ids neither makes the database take different events for the same.
    String scope = digest(sender.getBytes(UTF_8), key.get().getBytes(UTF_8));
    String bodyDigest = digest(scope.getBytes(US_ASCII), message);
    return cache.once(
        scope,
        bodyDigest,
        () -> append(request, message, form, EventIds.derived(bodyDigest.substring(0, 32))));
  }

  private Form form(ServerRequest request, String mediaType, String contentType) {
    boolean binary = BinaryMode.isIn(request.headers());
    Form form =
        switch (mediaType) {
          case "application/cloudevents+json" -> Form.CLOUDEVENT;
          case "application/cloudevents-batch+json" -> Form.CLOUDEVENT_BATCH;
          case "", "application/json" -> binary ? Form.CLOUDEVENT : Form.EVENTS;
          default -> {
            if (!binary || mediaType.startsWith("application/cloudevents")) {
              throw new ProblemException(IngestProblems.MEDIA_TYPE.because(shown(contentType)));
            }
            yield Form.CLOUDEVENT;
          }
        };
    if (BinaryMode.isJson(mediaType) && !isUtf8(contentType)) {
      throw new ProblemException(IngestProblems.MEDIA_TYPE.because(shown(contentType)));
    }
    return form;
  }

  /** In any of the spellings in which people name it; ASCII is a part of it. */
  private static boolean isUtf8(String contentType) {
    String[] parts = contentType.split(";");
    for (int i = 1; i < parts.length; i++) {
      String[] parameter = parts[i].split("=", 2);
      if (parameter[0].strip().equalsIgnoreCase("charset")) {
        String charset = parameter.length < 2 ? "" : unquoted(parameter[1].strip());
        boolean known =
            switch (charset.toLowerCase(ROOT)) {
              case "utf-8", "utf8", "utf_8", "us-ascii", "ascii" -> true;
              default -> false;
            };
        if (!known) {
          return false;
        }
      }
    }
    return true;
  }

  private static String unquoted(String value) {
    char first = value.isEmpty() ? ' ' : value.charAt(0);
    boolean quoted =
        value.length() > 1 && (first == '"' || first == '\'') && value.endsWith("" + first);
    return quoted ? value.substring(1, value.length() - 1).strip() : value;
  }

  private static String shown(String contentType) {
    return contentType.length() <= 100 ? contentType : contentType.substring(0, 100) + "...";
  }

  private static void checkKey(String key) {
    boolean usable = !key.isEmpty() && key.length() <= LONGEST_KEY;
    if (!usable || !key.chars().allMatch(c -> c > ' ' && c <= '~')) {
      throw new ProblemException(IngestProblems.KEY_INVALID);
    }
  }

  private CompletableFuture<Integer> append(
      ServerRequest request, byte[] message, Form form, EventIds ids) {
    List<Event> events = events(message, form, ids);
    if (events.isEmpty()) {
      return CompletableFuture.completedFuture(0);
    }
    Optional<Duration> wait = rates.of(request).take(events.size());
    if (wait.isPresent()) {
      shared.meters().refusedAtOnce(Protocol.HTTP, IngestProblems.RATE, Reason.RATE, events.size());
      throw new ProblemException(IngestProblems.RATE, wait.get(), null);
    }
    int count = events.size();
    long handedOver = shared.meters().handedOver(Protocol.HTTP, count);
    CompletableFuture<Integer> kept = new CompletableFuture<>();
    CompletableFuture<?> _ =
        IngestSession.append(shared.journal(), events)
            .whenComplete((end, failure) -> settle(kept, count, handedOver, failure));
    return kept;
  }

  private void settle(
      CompletableFuture<Integer> kept, int count, long handedOver, @Nullable Throwable failure) {
    if (failure == null) {
      shared.meters().kept(Protocol.HTTP, count, handedOver);
      kept.complete(count);
      return;
    }
    Reason reason = failure instanceof JournalFull ? Reason.JOURNAL_FULL : Reason.JOURNAL_FAILED;
    shared.meters().notKept(IngestSession.problemOf(failure), reason, count);
    kept.completeExceptionally(failure);
  }

  /** Otherwise a body could close the data and go on with attributes of its own. */
  private void checkOneValue(byte[] body) {
    try {
      readers.get().read(body, 0, body.length, Form.VALUE, () -> "unused");
    } catch (UnreadableMessage e) {
      throw refuse(e.problem(), e.reason(), 1);
    }
  }

  private List<Event> events(byte[] message, Form form, EventIds ids) {
    try {
      List<Outcome> outcomes = readers.get().read(message, 0, message.length, form, ids);
      List<Event> events = new ArrayList<>(outcomes.size());
      for (Outcome outcome : outcomes) {
        switch (outcome) {
          case Taken(var event) -> events.add(event);
          case Refused(Problem problem, Reason reason) ->
              throw refuse(
                  problem.because("event " + (events.size() + 1) + ": " + problem.why()),
                  reason,
                  outcomes.size());
        }
      }
      return events;
    } catch (UnreadableMessage e) {
      throw refuse(e.problem(), e.reason(), 1);
    }
  }

  /** A body is taken as a whole or not at all, so one bad event refuses its neighbours. */
  private ProblemException refuse(Problem problem, Reason reason, int count) {
    shared.meters().refusedAtOnce(Protocol.HTTP, problem, reason, count);
    return new ProblemException(problem);
  }

  private int await(CompletableFuture<Integer> kept) {
    Duration limit = shared.config().http().answerWithin();
    try {
      return kept.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new ProblemException(
          IngestProblems.LATE.because("no answer in " + limit.toMillis() + " ms"), SOON, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(IngestProblems.LATE.because("the server stops"), SOON, e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      Duration after = IngestSession.retryAfter(cause).orElse(null);
      throw new ProblemException(IngestSession.problemOf(cause), after, cause);
    }
  }

  private static String digest(byte[] first, byte[] second) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(first);
      sha.update((byte) 0);
      return HexFormat.of().formatHex(sha.digest(second));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
