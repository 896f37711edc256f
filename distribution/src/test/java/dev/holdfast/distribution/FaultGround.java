package dev.holdfast.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.testkit.fault.Fault;
import dev.holdfast.testkit.fault.FaultyPlugin;
import dev.holdfast.testkit.fault.FaultyPlugin.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A server under load into which bad jars are dropped, and the table of what was seen then. What is
 * missed is noted, and the next jars have their turn.
 */
final class FaultGround implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(30);
  static final String SOURCE = "/faults";
  private static final int PER_SECOND = 2_000;

  private static final Pattern NEXT_ENTRY = Pattern.compile("(?m)^(?=\\d{4}-\\d{2}-\\d{2}T)");

  /** Far above what a swap or a collection takes, far below what a producer would call a stall. */
  private static final double SLOWEST_MILLIS = 2_000;

  final UnzippedServer server;
  final PacedProducer producer;
  private final Path base;
  private final List<String> table = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  FaultGround(Path base) throws Exception {
    this.base = base;
    Files.createDirectory(base.resolve("plugins"));
    server =
        UnzippedServer.start(
            base,
            "plugins.watch-interval=100ms",
            "plugins.unload-limit=1s",
            "health.interval=200ms",
            "health.time-limit=500ms",
            "supervision.backoff-min=50ms",
            "supervision.backoff-max=100ms",
            "supervision.max-restarts=3",
            "supervision.max-left-behind=0",
            "supervision.start-limit=3s",
            "supervision.stop-limit=500ms");
    try {
      Awaitility.await()
          .atMost(LIMIT.multipliedBy(2))
          .until(() -> server.get("/health/ready").statusCode() == 200);
    } catch (ConditionTimeoutException e) {
      server.close();
      throw e;
    }
    producer = PacedProducer.to(server, SOURCE, PER_SECOND);
    together(
        "nothing, for comparison",
        List.of(
            () -> row("none", "none").sees("acks", () -> producer.acknowledged() > PER_SECOND)));
  }

  /** Faults at the same time, each on a thread of its own; returns once all of them are gone. */
  void together(String what, List<Callable<Row>> faults) throws Exception {
    var _ = producer.look();
    long begin = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Row> fault : threads.invokeAll(faults)) {
        Row row = fault.get();
        tell(row.line());
        failures.addAll(row.missed);
      }
    }
    PacedProducer.Times times = producer.look();
    tell(
        String.format(
            Locale.ROOT,
            "%-36s | %4.1f s | slowest %6.1f ms of %5d, p99 %5.1f ms",
            what,
            (System.nanoTime() - begin) / 1e9,
            times.max(),
            times.count(),
            times.p99()));
    if (times.max() > SLOWEST_MILLIS || times.count() == 0 || !producer.failure().isEmpty()) {
      failures.add(what + ": " + times + " " + producer.failure());
    }
  }

  private void tell(String line) {
    System.out.println(line);
    table.add(line);
  }

  Row row(Moment moment, Fault fault) throws IOException {
    String title = (moment + " " + fault).toLowerCase(Locale.ROOT).replace('_', ' ');
    String name = title.replace(' ', '-');
    Row row = row(title, name);
    row.jar = FaultyPlugin.jar(name, moment, fault).bytes();
    return row;
  }

  Row row(String title, String name) throws IOException {
    return new Row(title, name);
  }

  /** What was missed, over all rows; none may be. */
  List<String> failures() throws IOException {
    Files.write(Unzipped.archive("").resolveSibling("faults.txt"), table);
    return failures;
  }

  @Override
  public void close() {
    producer.close();
    server.close();
  }

  private Path logFile() {
    return base.resolve("logs/holdfast.log");
  }

  /** One fault: what is done and seen, in the order of the calls. */
  final class Row {
    private final String title;
    private final String name;
    private final long begin = System.nanoTime();
    private final long logBefore;
    private final Pattern its;
    private final List<Path> dropped = new ArrayList<>();
    private final List<String> seen = new ArrayList<>();
    private final List<String> missed = new ArrayList<>();
    private byte[] jar = new byte[0];
    private boolean collecting;
    private long lastLook = begin;

    Row(String title, String name) throws IOException {
      this.title = title;
      this.name = name;
      this.logBefore = Files.size(logFile());
      // Not a longer name that begins or ends so; a copy of its jar has a number behind it.
      this.its = Pattern.compile("(?<![-\\w])" + Pattern.quote(name) + "(?!-?[a-z])");
    }

    Row drop() throws IOException {
      return drop(jar);
    }

    Row drop(byte[] bytes) throws IOException {
      return put(name, bytes);
    }

    private Row put(String file, byte[] bytes) throws IOException {
      Path half = Files.write(base.resolve("plugins/." + file + ".half"), bytes);
      Path whole = base.resolve("plugins/" + file + ".jar");
      dropped.add(Files.move(half, whole, StandardCopyOption.ATOMIC_MOVE));
      return this;
    }

    /** Another jar, which runs before the one that this is about comes. */
    Row also(String other, byte[] bytes) throws IOException {
      put(other, bytes);
      return sees(other + " runs", () -> server.get("/health/" + other).statusCode() == 200);
    }

    /**
     * Writes a jar in place, a few bytes at each look. One that stands still for two looks may be
     * taken for whole, and is refused; what counts is that it runs when it is.
     */
    Row trickle(byte[] bytes) throws IOException {
      Path file = base.resolve("plugins/" + name + ".jar");
      dropped.add(file);
      int half = 0;
      for (int length = 0; length < bytes.length; length += bytes.length / 30) {
        Files.write(file, Arrays.copyOf(bytes, length));
        half += server.get("/health/" + name).statusCode() == 503 ? 1 : 0;
        LockSupport.parkNanos(Duration.ofMillis(30).toNanos());
      }
      Files.write(file, bytes);
      seen.add("in 30 parts, refused at " + half);
      return this;
    }

    /** Waits until /health has all the words of it. */
    Row health(String... words) {
      return look("/health", "/health/" + name, words);
    }

    /** The same of its one check. */
    Row check(String... words) {
      return look("check", "/health/" + name + "/odd", words);
    }

    private Row look(String where, String path, String... words) {
      String all = String.join(" ", words);
      sees(
          where + ": " + all,
          () -> {
            String body = server.get(path).body();
            return List.of(words).stream().allMatch(body::contains);
          });
      seen.add("state " + state());
      return this;
    }

    /** The state that the metrics show. */
    private String state() {
      String own = "plugin=\"" + name + "\"";
      return server
          .get("/metrics")
          .body()
          .lines()
          .filter(line -> line.startsWith("holdfast_plugin_state{") && line.contains(own))
          .filter(line -> line.endsWith(" 1.0"))
          .map(line -> line.replaceAll(".*state=\"(\\w+)\".*", "$1"))
          .findFirst()
          .orElse("none");
    }

    /** Waits until the log has all the words since the jar came, in one entry that names it. */
    Row log(String... words) {
      return sees(
          "log: " + String.join(" ", words),
          () -> {
            if (collecting) {
              server.jcmd("GC.run");
            }
            return logged().anyMatch(entry -> List.of(words).stream().allMatch(entry::contains));
          });
    }

    /** The entries of the log that name it, each with all of its lines. */
    private Stream<String> logged() throws IOException {
      byte[] all = Files.readAllBytes(logFile());
      String text = new String(all, (int) logBefore, all.length - (int) logBefore, UTF_8);
      return NEXT_ENTRY.splitAsStream(text).filter(entry -> its.matcher(entry).find());
    }

    /** From now on the heap is collected at each look. */
    Row collect() {
      collecting = true;
      return this;
    }

    Row restart() throws IOException {
      server.operate(name, "restart");
      return this;
    }

    Row visit(String path) {
      return sees(path, () -> server.get(path).statusCode() == 200);
    }

    Row remove() throws IOException {
      for (Path each : dropped) {
        Files.delete(each);
      }
      sees("gone", () -> server.get("/health/" + name).statusCode() == 404);
      Path data = Files.createDirectories(base.resolve("data").resolve(name));
      Files.createFile(data.resolve(FaultyPlugin.END));
      return this;
    }

    Row sees(String what, Callable<Boolean> condition) {
      try {
        Awaitility.await()
            .atMost(LIMIT)
            .pollInterval(Duration.ofMillis(collecting ? 1000 : 100))
            .until(condition);
        seen.add(what);
      } catch (ConditionTimeoutException e) {
        seen.add("NOT " + what);
        missed.add(title + ": not seen: " + what);
      }
      lastLook = System.nanoTime();
      return this;
    }

    String line() {
      return String.format(
          Locale.ROOT,
          "  %-34s | %4.1f s | %s",
          title,
          (lastLook - begin) / 1e9,
          String.join("; ", seen));
    }
  }
}
