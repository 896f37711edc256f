package dev.holdfast.server.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.spi.support.AtomicFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The starts and ends of the servers on one data directory, in the file {@code run/starts}, one
 * line each: {@code <instant> <pid> <word> [<more>]}.
 *
 * <p>A process that is killed cannot say so. So each start is written down and each orderly end,
 * and a start without an end was a disorderly one. When that was is not known better than by the
 * next start. Starts and ends are fsynced; what is said in between survives the process, and that
 * is what it is for.
 */
public final class RunLog {
  static final String STARTED = "started";
  static final String ENDED = "ended";
  static final String SAFE = "safe";
  static final String ENDING = "ending";
  static final String PLANNED = "planned";
  static final String EXITED = "exited";
  static final String HOLDS = "holds";
  static final String TROUBLE = "trouble";
  static final String WELL = "well";

  private static final Logger LOG = System.getLogger("dev.holdfast.process");

  /** Lines that are kept when the file is begun anew, and how long it may get until then. */
  private static final int KEPT_LINES = 200;

  private static final long MOST_BYTES = 64 * 1024;

  /** Of a reason; a cause with its figures has some 200. */
  private static final int LONGEST_REASON = 500;

  /** What one process may say about its plugins; a plugin in a fast circle must not fill a disk. */
  private static final int MOST_REMARKS = 200;

  private final Path file;
  private final InstantSource clock;
  private final long pid;
  private final List<ProcessRun> lives = new ArrayList<>();
  private int remarks;

  private RunLog(Path file, InstantSource clock, long pid) {
    this.file = file;
    this.clock = clock;
    this.pid = pid;
  }

  /** Reads the book; lines that are not understood are passed over. */
  public static RunLog read(Path file, InstantSource clock, long pid) throws IOException {
    RunLog book = new RunLog(file, clock, pid);
    if (Files.exists(file)) {
      List<String> lines = new String(Files.readAllBytes(file), UTF_8).lines().toList();
      lines.forEach(book::understand);
      if (Files.size(file) > MOST_BYTES) {
        book.beginAnew(lines.subList(Math.max(0, lines.size() - KEPT_LINES), lines.size()));
      }
    }
    return book;
  }

  private void understand(String line) {
    List<String> words = Arrays.asList(line.split(" "));
    if (words.size() < 3) {
      return;
    }
    try {
      long of = Long.parseLong(words.get(1));
      if (words.get(2).equals(STARTED)) {
        lives.add(new ProcessRun(Instant.parse(words.get(0)), of));
      } else if (!lives.isEmpty() && lives.getLast().pid == of) {
        lives.getLast().hear(words.get(2), words.subList(3, words.size()));
      }
    } catch (DateTimeException | NumberFormatException e) {
      LOG.log(Level.DEBUG, () -> "a line of " + file + " is not understood: " + line);
    }
  }

  private void beginAnew(List<String> lines) throws IOException {
    AtomicFile.write(file, String.join("\n", lines) + "\n");
  }

  /** Whether the last process on this data directory ended without a word; false for the first. */
  public synchronized boolean lastWasDisorderly() {
    return !lives.isEmpty() && !lives.getLast().isOrderly();
  }

  /**
   * The disorderly lives that ended within the window. Called before {@link #started}. What was
   * before a safe mode is settled by it: who leaves safe mode shall not fall back for old reasons.
   */
  synchronized List<ProcessRun> disorderly(Duration window) {
    Instant now = clock.instant();
    List<ProcessRun> found = new ArrayList<>();
    for (int i = 0; i < lives.size(); i++) {
      Instant end = i + 1 < lives.size() ? lives.get(i + 1).started : now;
      boolean recent = !end.isBefore(now.minus(window)) && !end.isAfter(now.plus(window));
      if (lives.get(i).safe) {
        found.clear();
      } else if (recent && !lives.get(i).isOrderly()) {
        found.add(lives.get(i));
      }
    }
    return found;
  }

  /** Writes down that this process begins. */
  public synchronized void started() throws IOException {
    lives.add(new ProcessRun(clock.instant(), pid));
    append(STARTED, true);
  }

  /** Writes down that this process is one in safe mode. */
  public synchronized void safe() {
    remark(SAFE);
  }

  /** Writes down which plugins there are that do not belong to the distribution: name, folder. */
  public synchronized void holds(Map<String, String> strangers) {
    strangers.forEach((name, folder) -> remark(HOLDS + " " + word(name) + " " + word(folder)));
  }

  /** Writes down that a plugin is being started, or has failed. */
  public synchronized void trouble(String plugin) {
    remark(TROUBLE + " " + word(plugin));
  }

  /** Writes down that a plugin runs. */
  public synchronized void well(String plugin) {
    remark(WELL + " " + word(plugin));
  }

  /** Writes down that the end begins: whoever watches the process should be patient now. */
  public synchronized void ending() {
    remark(ENDING);
  }

  /** Writes down why this process asks to be started again; it will end in order. */
  public synchronized void planned(String reason) {
    String line = reason.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    try {
      append(PLANNED + " " + line.substring(0, Math.min(LONGEST_REASON, line.length())), true);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the reason of the restart cannot be written down", e);
    }
  }

  /** Writes down who called for an end that nobody had asked for. */
  public synchronized void exitedBy(String who) {
    remark(EXITED + " " + word(who));
  }

  /** Writes down an orderly end; a second one is not heard. */
  public synchronized void ended(int code) {
    if (lives.isEmpty() || lives.getLast().isOrderly() || lives.getLast().exitedBy.isPresent()) {
      return;
    }
    lives.getLast().hear(ENDED, List.of(Integer.toString(code)));
    try {
      append(ENDED + " " + code, true);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the end cannot be written down, and will look like a crash", e);
    }
  }

  private void remark(String text) {
    if (++remarks > MOST_REMARKS || lives.isEmpty()) {
      return;
    }
    List<String> words = Arrays.asList(text.split(" "));
    lives.getLast().hear(words.getFirst(), words.subList(1, words.size()));
    try {
      append(text, false);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a remark cannot be written down", e);
    }
  }

  private void append(String text, boolean durable) throws IOException {
    String line = clock.instant() + " " + pid + " " + text + "\n";
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      if (durable) {
        channel.force(true);
      }
    }
  }

  /** A name as one word of a line, and not a long one. */
  private static String word(String name) {
    String word = name.replaceAll("\\s", "_");
    return word.substring(0, Math.min(100, word.length()));
  }
}
