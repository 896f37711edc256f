package dev.holdfast.alerts.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Reads a file of lines from its end, and no more of it than is asked for. */
final class LastLines {
  private static final int BLOCK = 64 << 10;

  /** A longer line is none of ours: damage has eaten its ends. */
  private static final int LONGEST_LINE = 4 * BLOCK;

  private LastLines() {}

  /**
   * The last lines that are wanted, the last one first; none when there is no file. They are
   * decoded lossily: one wrong byte is not to hide all the others.
   */
  static List<String> of(Path file, int most, Predicate<String> wanted) throws IOException {
    List<String> found = new ArrayList<>();
    if (most <= 0 || !Files.exists(file)) {
      return found;
    }
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      long end = in.size();
      byte[] later = new byte[0];
      while (end > 0 && found.size() < most) {
        int size = (int) Math.min(BLOCK, end);
        end -= size;
        byte[] bytes = read(in, end, size, later);
        int begin = end == 0 ? 0 : afterFirstEnd(bytes);
        later = begin > LONGEST_LINE ? new byte[0] : head(bytes, begin);
        String text = new String(bytes, begin, bytes.length - begin, UTF_8);
        text.lines().toList().reversed().stream()
            .filter(wanted)
            .limit(most - found.size())
            .forEach(found::add);
      }
    }
    return found;
  }

  /** From a place on, with what was read behind it and belongs to a line that begins here. */
  private static byte[] read(FileChannel in, long from, int size, byte[] later) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(size + later.length);
    bytes.limit(size);
    while (bytes.hasRemaining() && in.read(bytes, from + bytes.position()) >= 0) {
      // A read may be a short one.
    }
    bytes.limit(bytes.capacity()).position(size);
    return bytes.put(later).array();
  }

  /** Where the first line begins that does so here: what is before it begins further ahead. */
  private static int afterFirstEnd(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        return i + 1;
      }
    }
    return bytes.length;
  }

  private static byte[] head(byte[] bytes, int length) {
    byte[] head = new byte[length];
    System.arraycopy(bytes, 0, head, 0, length);
    return head;
  }
}
