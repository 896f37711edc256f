package dev.holdfast.spi.support;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.alert.Delivery;
import dev.holdfast.spi.alert.Notifier;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Sends the messages of a {@link Notifier} over HTTP. It limits every wait, follows no redirect (a
 * redirect would carry secrets along), and turns the answer into a {@link Delivery} without
 * secrets. Owned by the plugin that makes it; safe for several threads.
 */
public final class HttpDelivery implements AutoCloseable {
  private static final int MOST_OF_AN_ANSWER = 64 << 10;
  private static final int LONGEST_REASON = 200;
  private static final int LONGER_THAN_A_WORD = 8;
  private static final List<Integer> LATER = List.of(408, 425, 429);

  private final HttpClient client;
  private final Duration limit;
  private final Problems problems;
  private final List<String> secrets;
  private final InstantSource clock;

  /**
   * What its owner calls the three ways in which it fails; the reason is filled in.
   *
   * @param busy it says that it may work later: 5xx, 408, 425, 429
   * @param refused it will not work before a person changes something: any other status than 2xx
   * @param unreachable no answer came in time
   */
  public record Problems(Problem busy, Problem refused, Problem unreachable) {}

  /**
   * What came back.
   *
   * @param delivery what it means, by its status
   * @param body the first 64 KiB of it; empty when none came
   * @param after the header {@code Retry-After}, as seconds or as a date; empty without one
   */
  public record Answer(Delivery delivery, String body, Optional<Duration> after) {}

  /**
   * Makes one, and with it a client of its own.
   *
   * @param connectLimit the longest wait for a connection
   * @param limit the longest wait for the whole answer, a connection included
   * @param secrets texts that no reason repeats; blank ones count for nothing
   * @param clock tells how far away a date is
   */
  public HttpDelivery(
      Duration connectLimit,
      Duration limit,
      Problems problems,
      List<String> secrets,
      InstantSource clock) {
    this.limit = limit;
    this.problems = problems;
    this.secrets = secrets.stream().filter(secret -> !secret.isBlank()).toList();
    this.clock = clock;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(connectLimit)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * An address that somebody has configured.
   *
   * @param otherwise what to say when it is no {@code http} or {@code https} address with a host
   * @throws ProblemException it is none; without the text, which may hold a secret
   */
  public static URI address(String text, Problem otherwise) {
    try {
      URI address = new URI(text.strip());
      String scheme = address.getScheme();
      if (address.getHost() != null && ("http".equals(scheme) || "https".equals(scheme))) {
        return address;
      }
    } catch (URISyntaxException e) {
      // Its message holds the address.
      throw new ProblemException(otherwise);
    }
    throw new ProblemException(otherwise);
  }

  /**
   * A token that somebody has configured, without the space around it.
   *
   * @param otherwise what to say when no header takes it
   * @throws ProblemException it has another character than the visible ones of ASCII; the client's
   *     own complaint would hold all of it
   */
  public static String token(String text, Problem otherwise) {
    String token = text.strip();
    if (token.chars().allMatch(letter -> letter > ' ' && letter <= '~')) {
      return token;
    }
    throw new ProblemException(otherwise);
  }

  /**
   * The parts of an address by which whoever has them can use it: for the list of secrets. The
   * whole, its path, its query, and of these the pieces that are too long to be a word by chance.
   */
  public static List<String> secretsOf(URI address) {
    String path = Objects.requireNonNullElse(address.getRawPath(), "");
    String query = Objects.requireNonNullElse(address.getRawQuery(), "");
    Stream<String> whole = Stream.of(address.toString(), path.length() > 1 ? path : "", query);
    Stream<String> pieces =
        Stream.concat(
                Stream.of(path.substring(path.lastIndexOf('/') + 1)),
                Stream.of(query.split("[&=]")))
            .filter(piece -> piece.length() >= LONGER_THAN_A_WORD);
    return Stream.concat(whole, pieces).toList();
  }

  /** Sends it. The body of a good answer is not waited for. */
  public Delivery send(HttpRequest request) throws InterruptedException {
    return exchange(request, 0).delivery();
  }

  /** Sends it, and reads the answer. */
  public Answer ask(HttpRequest request) throws InterruptedException {
    return exchange(request, MOST_OF_AN_ANSWER);
  }

  private Answer exchange(HttpRequest request, int mostOfAGoodOne) throws InterruptedException {
    try {
      HttpResponse<String> response = response(request, mostOfAGoodOne);
      Optional<Duration> after =
          response.headers().firstValue("Retry-After").flatMap(this::retryAfter);
      return new Answer(judge(response, after), response.body(), after);
    } catch (IOException e) {
      Problem problem = problems.unreachable().because(masked(String.valueOf(e.getMessage())));
      return new Answer(new Delivery.TryAgain(problem, Optional.empty()), "", Optional.empty());
    }
  }

  private HttpResponse<String> response(HttpRequest request, int mostOfAGoodOne)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(
            request,
            info -> new FirstBytes(isGood(info.statusCode()) ? mostOfAGoodOne : MOST_OF_AN_ANSWER));
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw e;
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("no answer within " + limit.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String message = cause.getMessage();
      String name = cause.getClass().getSimpleName();
      throw new IOException(message == null ? name : name + ": " + message, e);
    }
  }

  private static boolean isGood(int status) {
    return status / 100 == 2;
  }

  private Delivery judge(HttpResponse<String> answer, Optional<Duration> after) {
    int status = answer.statusCode();
    if (isGood(status)) {
      return new Delivery.Delivered(Integer.toString(status));
    }
    String why = status + " " + answer.body();
    return status / 100 == 5 || LATER.contains(status) ? busy(why, after) : refused(why);
  }

  private Optional<Duration> retryAfter(String header) {
    String text = header.strip();
    try {
      return Optional.of(
          text.matches("\\d{1,9}")
              ? Duration.ofSeconds(Long.parseLong(text))
              : Duration.between(
                  clock.instant(),
                  ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** For an answer whose body says that it may work later. */
  public Delivery busy(String why, Optional<Duration> after) {
    return new Delivery.TryAgain(problems.busy().because(masked(why)), after);
  }

  /** For an answer whose body says that it will not work. */
  public Delivery refused(String why) {
    return new Delivery.Dead(problems.refused().because(masked(why)));
  }

  /** What the other side says may repeat what it was told. */
  private String masked(String text) {
    String plain = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    for (String secret : secrets) {
      plain = plain.replace(secret.strip(), "***");
    }
    return plain.length() > LONGEST_REASON ? plain.substring(0, LONGEST_REASON) : plain;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
