package dev.holdfast.console.terminal;

import java.io.Writer;
import java.util.function.Consumer;

/** Hands on each line as soon as it is complete. */
public final class LineWriter extends Writer {
  private final Consumer<String> lines;
  private final StringBuilder begun = new StringBuilder();

  public LineWriter(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public void write(char[] buffer, int offset, int length) {
    synchronized (lock) {
      for (int i = offset; i < offset + length; i++) {
        if (buffer[i] == '\n') {
          flushLine();
        } else {
          begun.append(buffer[i]);
        }
      }
    }
  }

  /** A line that came from elsewhere. */
  public void line(String line) {
    synchronized (lock) {
      lines.accept(line);
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    synchronized (lock) {
      flushLine();
    }
  }

  private void flushLine() {
    String line = begun.toString().strip();
    begun.setLength(0);
    if (!line.isEmpty()) {
      lines.accept(line);
    }
  }
}
