package dev.holdfast.memorywatchdog.bundle;

import dev.holdfast.memorywatchdog.problem.WatchdogProblems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Captures diagnostic bundles one at a time, and limits their number, size and frequency. */
public final class DiagnosticBundles {
  private static final Logger LOG = System.getLogger("dev.holdfast.memory-watchdog");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Given up while a bundle is written, so that there is memory for it when there is none. */
  private static final int RESERVE = 1 << 20;

  /** The reserve is set aside again when there is so much. */
  private static final long ROOM = 16L << 20;

  /** The kind that an operator asks for. */
  static final String BY_HAND = "by-hand";

  private static final Duration JUST = Duration.ofMinutes(1);
  private static final int MOST_KINDS = 200;

  private final Path directory;
  private final DiagnosticBundleConfig config;
  private final InstantSource clock;
  private final LongSupplier ticker;
  private final DiagnosticBundleParts parts;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Long> lastOfKind = new HashMap<>();
  private final AtomicLong captured = new AtomicLong();
  private @Nullable String lastOnTheWayUp;
  private long lastOnTheWayUpAt;
  private byte @Nullable [] reserve = new byte[RESERVE];

  public DiagnosticBundles(
      Path directory,
      DiagnosticBundleConfig config,
      InstantSource clock,
      LongSupplier ticker,
      DiagnosticBundleParts parts) {
    this.directory = directory;
    this.config = config;
    this.clock = clock;
    this.ticker = ticker;
    this.parts = parts;
  }

  /** How many were captured since the start. */
  public long captured() {
    return captured.get();
  }

  /**
   * Captures a bundle, unless there was one of its kind a short time ago.
   *
   * @param kind for the name of its directory
   * @param why one line
   * @return its name; empty when there was none to be captured, or it failed, which is logged
   */
  public Optional<String> captureIfDue(String kind, String why) {
    lock.lock();
    try {
      restock();
      long now = ticker.getAsLong();
      Long before = lastOfKind.get(kind);
      if (before != null && now - before < config.pause().toNanos()) {
        return Optional.empty();
      }
      if (lastOfKind.size() >= MOST_KINDS) {
        lastOfKind.clear();
      }
      lastOfKind.put(kind, now);
      return Optional.of(write(kind, why));
    } catch (IOException e) {
      LOG.log(Level.WARNING, () -> WatchdogProblems.NOT_CAPTURED.because(e.toString()).sentence());
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Captures one of a step of the ladder; one that was captured a moment ago, on the way up, will
   * do. While it is written memory fills up further, and the next step is what counts then.
   *
   * @return its name, or that of the other
   */
  public Optional<String> captureOnTheWayUp(String kind, String why) {
    lock.lock();
    try {
      if (lastOnTheWayUp != null && ticker.getAsLong() - lastOnTheWayUpAt < JUST.toNanos()) {
        return Optional.of(lastOnTheWayUp);
      }
      Optional<String> captured = captureIfDue(kind, why);
      lastOnTheWayUp = captured.orElse(null);
      lastOnTheWayUpAt = ticker.getAsLong();
      return captured;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Captures one because somebody wants it.
   *
   * @return its name; empty when another is being captured
   */
  Optional<String> captureNow(String kind, String why) throws IOException {
    if (!lock.tryLock()) {
      return Optional.empty();
    }
    try {
      return Optional.of(write(kind, why));
    } finally {
      lock.unlock();
    }
  }

  private String write(String kind, String why) throws IOException {
    Instant now = clock.instant();
    String id = free(TIME.format(now) + "-" + kind.toLowerCase(Locale.ROOT));
    reserve = null;
    try {
      List<String> head = List.of("bundle " + id, "captured " + now, "reason " + why);
      BundleWriter writer = new BundleWriter(directory.resolve(id), config.partSize().bytes());
      boolean memory = kind.startsWith("memory") || kind.equals(BY_HAND);
      writer.write(head, parts.all(id, why, now, memory));
      captured.incrementAndGet();
      LOG.log(Level.WARNING, () -> "bundle " + id + " is captured: " + why);
    } finally {
      restock();
    }
    prune(id);
    return id;
  }

  /** Only where there is room: what comes next may be the restart that makes some. */
  private void restock() {
    Runtime runtime = Runtime.getRuntime();
    long room = runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    if (reserve == null && room > ROOM) {
      reserve = new byte[RESERVE];
    }
  }

  private String free(String name) {
    String id = name;
    for (int i = 2; Files.exists(directory.resolve(id)); i++) {
      id = name + "-" + i;
    }
    return id;
  }

  /** The newest first. */
  List<DiagnosticBundle> list() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(Files::isDirectory)
          .filter(path -> DiagnosticBundle.isId(path.getFileName().toString()))
          .map(DiagnosticBundle::new)
          .sorted(Comparator.comparing(DiagnosticBundle::id).reversed())
          .toList();
    }
  }

  Optional<DiagnosticBundle> find(String id) {
    return DiagnosticBundle.isId(id) && Files.isDirectory(directory.resolve(id))
        ? Optional.of(new DiagnosticBundle(directory.resolve(id)))
        : Optional.empty();
  }

  /** The one just written stays in any case, also when the clock was set back before it. */
  private void prune(String written) throws IOException {
    List<DiagnosticBundle> newest = new ArrayList<>(list());
    newest.sort(Comparator.comparing(bundle -> !bundle.id().equals(written)));
    long bytes = 0;
    for (int i = 0; i < newest.size(); i++) {
      DiagnosticBundle bundle = newest.get(i);
      try {
        bytes += bundle.bytes();
        if (i > 0 && (i >= config.most() || bytes > config.mostSize().bytes())) {
          bundle.delete();
        }
      } catch (IOException | UncheckedIOException e) {
        LOG.log(Level.WARNING, () -> "bundle " + bundle.id() + " cannot be removed: " + e);
      }
    }
  }

  /** Whether the memory for a bundle is set aside. */
  boolean hasReserve() {
    return reserve != null;
  }
}
