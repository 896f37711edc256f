package dev.holdfast.server.examination;

import java.io.IOException;
import java.io.Reader;
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
import java.util.Optional;
import java.util.Properties;

/**
 * The server that uses the data directory now.
 *
 * @param url as it has written down; empty while it starts
 * @param about process and version, for people
 */
public record RunningServer(Optional<URI> url, String about) {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /**
   * Looks for one. The lock is tried only when the note does not name a living process: for the
   * blink of an eye a server that starts just then would find it taken.
   */
  public static Optional<RunningServer> on(Path data) {
    Path run = data.resolve("run");
    Optional<RunningServer> noted = noted(run.resolve("server.properties"));
    return noted.isPresent() || !isLocked(run.resolve("lock"))
        ? noted
        : Optional.of(new RunningServer(Optional.empty(), "it has not said where it listens"));
  }

  private static Optional<RunningServer> noted(Path note) {
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
              new RunningServer(Optional.of(url), "process " + pid + ", version " + version))
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
    if (url.isEmpty()) {
      report.ok("running", "a server is starting on this data directory; " + about);
      return;
    }
    long begun = System.nanoTime();
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(url.get().resolve("/health/live")).timeout(PATIENCE).build();
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
}
