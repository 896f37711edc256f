package dev.holdfast.tools.comparison;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.tools.launch.ProcessFigures;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A peer in a process of its own, as the server is: the system gives each session its share of the
 * processors, and a peer inside of the load's own process would share that of the load.
 */
final class PeerProcess implements AutoCloseable {
  private static final Path SETSID = Path.of("/usr/bin/setsid");
  private static final double MEGABYTE = 1024 * 1024;

  private final Process process;
  private final URI ingest;

  private PeerProcess(Process process, URI ingest) {
    this.process = process;
    this.ingest = ingest;
  }

  /**
   * Starts a program that prints the port on which it listens.
   *
   * @throws IOException there is no such program, or it did not start
   */
  static PeerProcess start(List<String> program) throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      command.add(SETSID.toString());
    }
    command.addAll(program);
    Process process = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
    BufferedReader lines = process.inputReader(UTF_8);
    String port = lines.readLine();
    if (port == null) {
      throw new IOException(program.getFirst() + " did not start");
    }
    return new PeerProcess(process, URI.create("ws://127.0.0.1:" + port + "/ingest"));
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
