package dev.holdfast.slack;

import dev.holdfast.spi.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends one request with a limit on everything. Follows no redirect: it would take secrets along.
 */
final class Post implements AutoCloseable {
  private static final int MOST_OF_AN_ANSWER = 64 << 10;

  private final HttpClient client;
  private final Duration limit;

  Post(Duration connectLimit, Duration limit) {
    this.limit = limit;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(connectLimit)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * The address of a configuration.
   *
   * @throws ProblemException it is none; without the text, which may hold a secret
   */
  static URI address(String text) {
    try {
      URI address = new URI(text.strip());
      String scheme = address.getScheme();
      if (address.getHost() != null && ("http".equals(scheme) || "https".equals(scheme))) {
        return address;
      }
    } catch (URISyntaxException e) {
      // Its message holds the address.
      throw new ProblemException(SlackProblems.BAD_ADDRESS);
    }
    throw new ProblemException(SlackProblems.BAD_ADDRESS);
  }

  /**
   * Sends it.
   *
   * @return the answer, with the beginning of its body
   * @throws IOException there was none in time; says nothing of the address
   */
  HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request, any -> new FirstBytes(MOST_OF_AN_ANSWER));
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

  @Override
  public void close() {
    client.shutdownNow();
  }
}
