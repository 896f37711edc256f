package dev.holdfast.distribution;

import static org.awaitility.Awaitility.await;

import dev.holdfast.distribution.Command.Ended;
import dev.holdfast.distribution.rogue.Rogue;
import dev.holdfast.distribution.rogue.RogueConfig;
import dev.holdfast.testkit.fault.PluginJar;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;

/** An instance that was started by {@code holdfast start}, with short times. */
final class KeptInstance implements AutoCloseable {
  static final Duration LIMIT = Duration.ofMinutes(4);

  private final Path base;
  private final Function<Object[], Command> commands;

  KeptInstance(Path base) {
    this(base, Command::holdfast);
  }

  /** One whose commands are typed in another way. */
  KeptInstance(Path base, Function<Object[], Command> commands) {
    this.base = base;
    this.commands = commands;
  }

  Ended start(String... more) throws IOException, InterruptedException {
    List<Object> words = new ArrayList<>(List.of("start", "--base", base, "--set", "web.port=0"));
    words.addAll(
        List.of(
            "--set",
            "supervision.stop-limit=1s",
            "--backoff-step",
            "200ms",
            "--backoff-max",
            "600ms",
            "--probe-interval",
            "300ms",
            "--probe-limit",
            "2s",
            "--hang-limit",
            "5s"));
    words.addAll(List.of(more));
    return commands.apply(words.toArray()).run(LIMIT);
  }

  Ended type(String command, Object... more) throws IOException, InterruptedException {
    List<Object> words = new ArrayList<>(List.of(command, "--base", base));
    words.addAll(List.of(more));
    return commands.apply(words.toArray()).run(LIMIT);
  }

  Optional<ProcessHandle> server() {
    return process("server.properties");
  }

  Optional<ProcessHandle> supervisor() {
    return process("supervisor.properties");
  }

  private Optional<ProcessHandle> process(String note) {
    return note(note)
        .flatMap(properties -> ProcessHandle.of(Long.parseLong(properties.getProperty("pid"))))
        .filter(ProcessHandle::isAlive);
  }

  Optional<URI> url() {
    return note("server.properties").map(note -> note.getProperty("url")).map(URI::create);
  }

  private Optional<Properties> note(String name) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(base.resolve("data/run").resolve(name))) {
      properties.load(reader);
      return Optional.of(properties);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The answer of the server to a path; empty when there is none now. */
  String get(String path) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      Optional<URI> url = url();
      return url.isEmpty()
          ? ""
          : http.send(
                  HttpRequest.newBuilder(url.get().resolve(path)).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** Waits until another process than this one listens; answers how long that took. */
  Duration awaitNext(long pid) {
    long begun = System.nanoTime();
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> server().filter(next -> next.pid() != pid).isPresent() && url().isPresent());
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  List<String> restarts() {
    try {
      Path log = base.resolve("logs/restarts.log");
      return Files.exists(log) ? Files.readAllLines(log) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Drops the plugin that misbehaves into the instance. */
  void dropRogue() throws IOException {
    Path plugins = Files.createDirectories(base.resolve("plugins"));
    PluginJar.of(Rogue.class)
        .and(RogueConfig.class)
        .with("reference.conf", "holdfast.rogue.greeting = none")
        .writeTo(plugins.resolve("rogue.jar"));
  }

  /** Tells the plugin what to do. */
  void tellRogue(String file, String what) throws IOException {
    Path directory = Files.createDirectories(base.resolve("data/rogue"));
    Path half = Files.writeString(directory.resolve("half"), what);
    Files.move(half, directory.resolve(file));
  }

  /** Whatever runs on this base, by its command line: none may be left behind. */
  List<ProcessHandle> processes() {
    return ProcessHandle.allProcesses()
        .filter(process ->
            process.info().arguments().map(List::of).orElse(List.of()).contains(base.toString()))
        .toList();
  }

  @Override
  public void close() {
    // The supervisor first, or it would start the next server.
    supervisor().ifPresent(ProcessHandle::destroyForcibly);
    processes().forEach(ProcessHandle::destroyForcibly);
    await().atMost(LIMIT).until(() -> processes().isEmpty());
  }
}
