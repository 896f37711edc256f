package dev.holdfast.server.process;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What systemd is told by a service of {@code Type=notify}: ready, stopping, the state in one
 * sentence, and, as long as the kernel ticks and can be reached, that the service lives. Without a
 * NOTIFY_SOCKET nothing of this is loaded.
 */
public final class SystemdService implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.holdfast.process");

  /** How often the sentence is looked at when no watchdog asks for more. */
  private static final Duration ROUND = Duration.ofSeconds(5);

  private static final int LONGEST_STATUS = 200;

  private final NotifySocket socket;
  private final Optional<Duration> watchdog;
  private final Duration tickLimit;
  private final Supplier<Duration> sinceLastTick;
  private final BooleanSupplier unreachable;
  private final Supplier<String> sentence;
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("holdfast-notify").daemon().factory());
  private String said = "";
  private boolean stuck;
  private volatile boolean stopping;

  private SystemdService(
      NotifySocket socket,
      Optional<Duration> watchdog,
      Duration tickLimit,
      Supplier<Duration> sinceLastTick,
      BooleanSupplier unreachable,
      Supplier<String> sentence) {
    this.socket = socket;
    this.watchdog = watchdog;
    this.tickLimit = tickLimit;
    this.sinceLastTick = sinceLastTick;
    this.unreachable = unreachable;
    this.sentence = sentence;
  }

  /**
   * Finds the service manager that has started this process.
   *
   * @param environment NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID
   * @param tickLimit an older tick is no life
   * @param unreachable nor is a kernel whose port is gone
   * @param sentence how the server is
   * @return empty when there is none
   */
  public static Optional<SystemdService> find(
      Map<String, String> environment,
      Duration tickLimit,
      Supplier<Duration> sinceLastTick,
      BooleanSupplier unreachable,
      Supplier<String> sentence) {
    String name = environment.getOrDefault("NOTIFY_SOCKET", "");
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new SystemdService(
              new NotifySocket(name),
              watchdog(environment),
              tickLimit,
              sinceLastTick,
              unreachable,
              sentence));
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.WARNING, "the state of the server cannot be sent to the service manager", e);
      return Optional.empty();
    }
  }

  private static Optional<Duration> watchdog(Map<String, String> environment) {
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    String pid = environment.getOrDefault("WATCHDOG_PID", "");
    boolean meant = pid.isEmpty() || pid.equals(Long.toString(OwnProcess.pid()));
    return meant && micros.matches("[1-9]\\d{0,17}")
        ? Optional.of(Duration.of(Long.parseLong(micros), ChronoUnit.MICROS))
        : Optional.empty();
  }

  /** The server has started; from now on its life is reported. */
  public void ready() {
    socket.send("READY=1");
    long millis = watchdog.map(limit -> limit.toMillis() / 2).orElse(ROUND.toMillis());
    var _ =
        rounds.scheduleWithFixedDelay(
            this::round, 0, Math.clamp(millis, 1, ROUND.toMillis()), TimeUnit.MILLISECONDS);
  }

  /** The server ends; nothing is reported after this. */
  public void stopping() {
    stopping = true;
    socket.send("STOPPING=1\nSTATUS=ending: clients are told, plugins stop");
  }

  private void round() {
    if (stopping) {
      return;
    }
    Duration age = sinceLastTick.get();
    boolean ticks = age.compareTo(tickLimit) <= 0;
    boolean lives = ticks && !unreachable.getAsBoolean();
    if (lives && watchdog.isPresent()) {
      socket.send("WATCHDOG=1");
    }
    if (lives == stuck) {
      stuck = !lives;
      LOG.log(
          lives ? Level.INFO : Level.ERROR,
          () ->
              lives
                  ? "the kernel ticks again"
                  : dead(ticks) + ", its last tick was " + age + " ago");
    }
    String now = lives ? sentence.get() : dead(ticks);
    String status = now.replaceAll("\\s+", " ");
    status = status.substring(0, Math.min(LONGEST_STATUS, status.length()));
    if (!status.equals(said)) {
      said = status;
      socket.send("STATUS=" + status);
    }
  }

  private static String dead(boolean ticks) {
    return ticks ? "the web port is gone" : "the kernel stands still";
  }

  @Override
  public void close() {
    rounds.shutdownNow();
    try {
      if (rounds.awaitTermination(1, TimeUnit.SECONDS)) {
        socket.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
