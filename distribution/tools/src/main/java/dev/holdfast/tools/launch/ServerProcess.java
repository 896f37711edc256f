package dev.holdfast.tools.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.console.terminal.Failures;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server in a process of its own, which this process has started and will end. */
public final class ServerProcess implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening on (http://\\S+)");
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  private final Process process;
  private final Path log;
  private final CompletableFuture<String> url = new CompletableFuture<>();
  private final Thread hook = new Thread(this::stop, "stop-server");

  ServerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    Thread.ofPlatform().daemon().name("server-output").start(this::copyOutput);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Waits for the line that names the address. */
  public String awaitListening(Duration limit) {
    try {
      return url.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw Failures.didNotStart("no address within " + limit.toSeconds() + " s", log);
    } catch (ExecutionException e) {
      throw Failures.didNotStart(String.valueOf(e.getCause()), log);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failures.didNotStart("interrupted", log);
    }
  }

  /** The JVM: the script replaces itself by it, but not in its first moments. */
  ProcessHandle jvm() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .filter(ServerProcess::isJava)
        .findFirst()
        .orElse(process.toHandle());
  }

  public ProcessFigures figures() {
    return new ProcessFigures(jvm().pid());
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** kill -9, of the JVM and, while it is not there yet, of the script. */
  public void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    awaitEnd(STOP_LIMIT);
    forgetHook();
  }

  /** Asks it to end (SIGTERM) and waits; kills it after a time. True when it ended by itself. */
  boolean stop() {
    jvm().destroy();
    boolean ended = awaitEnd(STOP_LIMIT);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      awaitEnd(STOP_LIMIT);
    }
    return ended;
  }

  @Override
  public void close() {
    stop();
    forgetHook();
  }

  /** Waits to the end even when this thread is interrupted: that is how a command is stopped. */
  private boolean awaitEnd(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void forgetHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This process is ending, and the hook is what runs.
      return;
    }
  }

  private void copyOutput() {
    String last = "";
    try (BufferedReader lines = process.inputReader(UTF_8);
        PrintWriter copy =
            new PrintWriter(
                Files.newBufferedWriter(
                    log, StandardOpenOption.CREATE, StandardOpenOption.APPEND))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = line.isBlank() ? last : line;
        copy.println(line);
        copy.flush();
        Matcher listening = LISTENING.matcher(line);
        if (!url.isDone() && listening.find()) {
          url.complete(listening.group(1));
        }
      }
    } catch (IOException e) {
      last = String.valueOf(e.getMessage());
    }
    url.completeExceptionally(new IOException("it ended: " + last));
  }

  private static boolean isJava(ProcessHandle handle) {
    return handle
        .info()
        .command()
        .map(command -> Path.of(command).getFileName().toString().startsWith("java"))
        .orElse(false);
  }
}
