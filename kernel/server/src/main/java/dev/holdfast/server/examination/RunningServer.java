package dev.holdfast.server.examination;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The server that uses the data directory now.
 *
 * @param url as it has written down; empty while it starts
 * @param about process and version, for people
 * @param token the file with the token that its own user may operate it by
 */
public record RunningServer(Optional<URI> url, String about, Path token) {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /**
   * Until the first line; those that follow may take their time. On a busy machine the first
   * request of a process takes more than a second, and a late answer is no fault.
   */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);

  private static final Duration EXAMINATION_LIMIT = Duration.ofMinutes(10);

  /**
   * Looks for one. The lock is tried only when the note does not name a living process: for the
   * blink of an eye a server that starts just then would find it taken.
   */
  public static Optional<RunningServer> on(Path data) {
    Path run = data.resolve("run");
    Path token = run.resolve("admin.token");
    Optional<RunningServer> noted = noted(run.resolve("server.properties"), token);
    return noted.isPresent() || !isLocked(run.resolve("lock"))
        ? noted
        : Optional.of(
            new RunningServer(Optional.empty(), "it has not said where it listens", token));
  }

  private static Optional<RunningServer> noted(Path note, Path token) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(note)) {
      properties.load(reader);
      String pid = properties.getProperty("pid", "");
      boolean alive =
          ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false);
      URI url = URI.create(properties.getProperty("url", ""));
      String version = properties.getProperty("version", "?");
      return alive
          ? Optional.of(
              new RunningServer(Optional.of(url), "process " + pid + ", version " + version, token))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isLocked(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock == null;
    } catch (OverlappingFileLockException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Puts a line into the report: whether it is alive. */
  public void ask(Report report) throws InterruptedException {
    ask(report, ANSWER_LIMIT);
  }

  void ask(Report report, Duration limit) throws InterruptedException {
    if (url.isEmpty()) {
      report.ok("running", "a server is starting on this data directory; " + about);
      return;
    }
    long begun = System.nanoTime();
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(url.get().resolve("/health/live")).timeout(limit).build();
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      String text = about + ", /health/live answers " + status + " in " + took.toMillis() + " ms";
      if (status == 200) {
        report.ok("running", url.get() + ", " + text);
      } else {
        report.fail("running", ExaminationProblems.NO_ANSWER.because(text));
      }
    } catch (IOException e) {
      report.fail("running", ExaminationProblems.NO_ANSWER.because(about + ": " + e));
    }
  }

  /** Every setting that it uses, a line each, secrets masked; nothing when it does not say. */
  public List<String> settings() throws InterruptedException {
    if (url.isEmpty()) {
      return List.of();
    }
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpRequest request = authorized("/admin/configuration").GET().build();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200 ? answer.body().lines().toList() : List.of();
    } catch (IOException | IllegalArgumentException e) {
      return List.of();
    }
  }

  /**
   * Lets it examine itself, with the settings and in the environment that it has, and passes its
   * lines on as they come.
   *
   * @return whether it did; if not, the report says why
   */
  public boolean examine(Report report) throws InterruptedException {
    if (url.isEmpty()) {
      report.warn("examined", ExaminationProblems.NOT_ASKED.because("it is still starting"));
      return false;
    }
    HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    Thread limit = Thread.ofVirtual().start(() -> cutAfterLimit(client));
    try {
      HttpRequest request =
          authorized("/admin/examination").POST(HttpRequest.BodyPublishers.noBody()).build();
      HttpResponse<Stream<String>> answer =
          client.send(request, HttpResponse.BodyHandlers.ofLines());
      if (answer.statusCode() == 200) {
        report.ok("examined", "by the running server itself, with its own settings");
        answer.body().forEach(report::relay);
        return true;
      }
      report.warn(
          "examined", ExaminationProblems.NOT_ASKED.because("it answers " + answer.statusCode()));
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      report.warn("examined", ExaminationProblems.NOT_ASKED.because(e.toString()));
    } finally {
      limit.interrupt();
      client.shutdownNow();
    }
    return false;
  }

  private HttpRequest.Builder authorized(String path) throws IOException {
    return HttpRequest.newBuilder(url.orElseThrow().resolve(path))
        .timeout(ANSWER_LIMIT)
        .header("Authorization", "Bearer " + Files.readString(token).strip());
  }

  /** A server that is frozen in the middle of its answer would be waited for without an end. */
  private static void cutAfterLimit(HttpClient client) {
    try {
      Thread.sleep(EXAMINATION_LIMIT);
      client.shutdownNow();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
