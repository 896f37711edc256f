package dev.holdfast.tools.comparison;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.tools.launch.ProcessFigures;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A peer in a process of its own, as the server is: the system gives each session its share of the
 * processors, and a peer inside of the load's own process would share that of the load.
 */
final class PeerProcess implements AutoCloseable {
  private static final Path SETSID = Path.of("/usr/bin/setsid");
  private static final double MEGABYTE = 1024 * 1024;

  /** As long as a server may take. */
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final Process process;
  private final URI ingest;

  private PeerProcess(Process process, URI ingest) {
    this.process = process;
    this.ingest = ingest;
  }

  /**
   * Starts a program that prints the port on which it listens, and that ends when its input does:
   * none outlives the process that measures it.
   *
   * @throws IOException there is no such program, or it did not start
   */
  static PeerProcess start(List<String> program) throws IOException {
    return start(program, START_LIMIT);
  }

  static PeerProcess start(List<String> program, Duration limit) throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      command.add(SETSID.toString());
    }
    command.addAll(program);
    Process process = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
    String port = firstLine(process, limit);
    if (port == null || !port.matches("\\d{1,5}")) {
      process.destroyForcibly();
      throw new IOException(program.getFirst() + " did not start");
    }
    return new PeerProcess(process, URI.create("ws://127.0.0.1:" + port + "/ingest"));
  }

  /** What it prints first; null when it ends before, or takes longer. */
  private static @Nullable String firstLine(Process process, Duration limit) {
    FutureTask<@Nullable String> line = new FutureTask<>(process.inputReader(UTF_8)::readLine);
    Thread.ofPlatform().daemon().name("peer-port").start(line);
    try {
      return line.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** Loads it and fills its rows. */
  void measure(String name, PeerLoad load, PeerTable table) {
    load.run(name, ingest, table, events -> {});
    new ProcessFigures(process.pid())
        .residentBytes()
        .ifPresent(bytes -> table.add(PeerLoad.MEMORY, name, bytes / MEGABYTE));
  }

  /** Ends it; it has nothing to lose. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
