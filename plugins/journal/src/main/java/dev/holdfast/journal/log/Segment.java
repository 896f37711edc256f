package dev.holdfast.journal.log;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One file of the log, as far as it is durable. Readers see it; only the log changes it.
 *
 * <p>A segment whose header was damaged does not know its first ordinal: {@link #UNKNOWN}.
 */
public final class Segment {
  public static final long UNKNOWN = -1;
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{16}\\.log");

  private final Path file;
  private final long base;
  private final long firstOrdinal;
  private volatile long end;
  private volatile boolean sealed;
  private volatile Instant written;

  Segment(Path file, long base, long firstOrdinal, long end, boolean sealed, Instant written) {
    this.file = file;
    this.base = base;
    this.firstOrdinal = firstOrdinal;
    this.end = end;
    this.sealed = sealed;
    this.written = written;
  }

  public static String name(long base) {
    return String.format(Locale.ROOT, "%016x.log", base);
  }

  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** The base that a segment file of this name must have. */
  public static long base(String name) {
    return Long.parseUnsignedLong(name.substring(0, 16), 16);
  }

  public static long filePosition(long base, long offset) {
    return SegmentHeader.BYTES + offset - base;
  }

  Path file() {
    return file;
  }

  public long base() {
    return base;
  }

  /** The ordinal of the first record, or {@link #UNKNOWN}. */
  public long firstOrdinal() {
    return firstOrdinal;
  }

  /** The offset behind its last durable byte. */
  public long end() {
    return end;
  }

  /** The bytes that it takes on disk. */
  long bytes() {
    return filePosition(base, end);
  }

  /** Whether nothing will be added. */
  public boolean sealed() {
    return sealed;
  }

  /** When something was last added. */
  public Instant written() {
    return written;
  }

  void grow(long newEnd, Instant now) {
    written = now;
    end = newEnd;
  }

  void seal() {
    sealed = true;
  }
}
