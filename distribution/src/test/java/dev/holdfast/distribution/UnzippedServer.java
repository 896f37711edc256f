package dev.holdfast.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
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
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that was unzipped and started, on any free port, with a base directory of the test. */
final class UnzippedServer implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening on (http://\\S+)");

  /** A cold start takes about a second; the machine may be busy with other tests. */
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private static final Duration END_LIMIT = Duration.ofSeconds(60);

  private final Process process;
  private final Path output;
  private final URI address;
  private final HttpClient http = HttpClient.newHttpClient();

  private UnzippedServer(Process process, Path output, URI address) {
    this.process = process;
    this.output = output;
    this.address = address;
  }

  /**
   * Starts it and waits for the line with its address.
   *
   * @param settings {@code key=value}, without the leading {@code holdfast.}
   */
  static UnzippedServer start(Path base, String... settings) throws IOException {
    return start(UnaryOperator.identity(), base, settings);
  }

  /** The same in another environment. */
  static UnzippedServer start(UnaryOperator<Command> typed, Path base, String... settings)
      throws IOException {
    List<Object> arguments = new ArrayList<>(List.of("run", "--base", base, "--set", "web.port=0"));
    for (String setting : settings) {
      arguments.add("--set");
      arguments.add(setting);
    }
    Path output = Files.createTempFile(base, "console", ".out");
    Process process = typed.apply(Command.holdfast(arguments.toArray())).start(output);
    try {
      return new UnzippedServer(process, output, awaitAddress(process, output));
    } catch (RuntimeException | Error e) {
      process.destroyForcibly();
      throw new AssertionError("it does not listen:\n" + Files.readString(output), e);
    }
  }

  private static URI awaitAddress(Process process, Path output) {
    await()
        .atMost(START_LIMIT)
        .until(() -> !process.isAlive() || LISTENING.matcher(text(output)).find());
    Matcher listening = LISTENING.matcher(text(output));
    if (!listening.find()) {
      throw new IllegalStateException("it ended with " + process.exitValue());
    }
    return URI.create(listening.group(1));
  }

  /** What it has printed so far. */
  String output() {
    return text(output);
  }

  URI uri(String path) {
    return address.resolve(path);
  }

  URI webSocket(String path) {
    return URI.create("ws" + uri(path).toString().substring("http".length()));
  }

  HttpClient http() {
    return http;
  }

  HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  HttpResponse<String> post(String path, String contentType, String body) {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  /** Operates a plugin as {@code holdfast plugins} does, without a process of its own. */
  HttpResponse<String> operate(String plugin, String operation) throws IOException {
    String token = Files.readString(output.resolveSibling("data/run/admin.token")).strip();
    return send(
        HttpRequest.newBuilder(uri("/admin/plugins/" + plugin + "/" + operation))
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build());
  }

  /** The sum of the meters of this name whose labels hold this text; NaN when there is none. */
  double metric(String name, String label) {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .reduce(Double::sum)
        .orElse(Double.NaN);
  }

  /** What the JVM says of itself. */
  String jcmd(String... words) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/jcmd", "" + pid()));
    command.addAll(List.of(words));
    Process asked = new ProcessBuilder(command).redirectErrorStream(true).start();
    String answer = new String(asked.getInputStream().readAllBytes(), UTF_8);
    if (asked.waitFor() != 0) {
      throw new IOException(answer);
    }
    return answer;
  }

  long pid() {
    return process.pid();
  }

  /** Asks it to end, as an operator or systemd does, and waits; the exit code. */
  int terminate() {
    process.destroy();
    return awaitEnd();
  }

  /** Sends it a signal by name. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start().waitFor();
  }

  /** Takes it away between two instructions. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  @Override
  public void close() {
    http.shutdownNow();
    kill();
  }

  int awaitEnd() {
    try {
      if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still there after " + END_LIMIT + ":\n" + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
