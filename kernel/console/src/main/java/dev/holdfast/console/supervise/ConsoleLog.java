package dev.holdfast.console.supervise;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code logs/console.log}: both outputs of a server that nobody sits in front of. Its log is
 * elsewhere; here are the words of the JVM, a dump of its threads, why it did not start.
 *
 * <p>A file and not a pipe to the supervisor, so that the server can outlive the supervisor. It is
 * appended to, so it can be cut while the server writes: copied to one old file, then emptied.
 */
public record ConsoleLog(Path file) {
  private static final long MOST_BYTES = 4 * 1024 * 1024;
  private static final int LAST_WORDS = 8 * 1024;
  private static final int SEARCHED = 1024 * 1024;

  /** What the JVM says of memory, and the server when it ends without farewell. */
  private static final Pattern FATAL =
      Pattern.compile("OutOfMemoryError|^holdfast: HF-\\S+ ending at once: ");

  /** Makes the file and its directory. */
  void open() throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[0], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Cuts it when it has grown too large. */
  void bound() throws IOException {
    if (Files.exists(file) && Files.size(file) > MOST_BYTES) {
      Files.copy(
          file,
          file.resolveSibling(file.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      }
    }
  }

  public long size() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  /** What was written behind this place, at most so many bytes from there on. */
  String since(long offset, int most) {
    try (FileChannel channel = FileChannel.open(file)) {
      long from = Math.min(offset, channel.size());
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(most, channel.size() - from));
      while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {}
      return new String(bytes.array(), 0, bytes.position(), UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /** The last lines that are not blank, written behind this place. */
  public List<String> lastWords(long offset, int lines) {
    long from = Math.max(offset, size() - LAST_WORDS);
    List<String> words = since(from, LAST_WORDS).lines().filter(line -> !line.isBlank()).toList();
    return words.subList(Math.max(0, words.size() - lines), words.size());
  }

  /**
   * The first line, written behind this place, that names an error after which a JVM cannot go on.
   * It need not be among the last words: a plugin that tries on has the JVM warn again and again.
   */
  Optional<String> fatalError(long offset) {
    long from = Math.max(offset, size() - SEARCHED);
    return since(from, SEARCHED).lines().filter(line -> FATAL.matcher(line).find()).findFirst();
  }
}
