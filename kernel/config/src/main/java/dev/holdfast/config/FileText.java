package dev.holdfast.config;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Reads what people have written with whichever editor: UTF-8 with or without a mark, UTF-16 with
 * one, any line ends. What cannot be read for certain is refused with its line, for a password in
 * which a character was replaced is another password.
 */
final class FileText {
  private static final char MARK = '\uFEFF';
  private static final char REPLACED = '\uFFFD';
  private static final String SAVE = "Save it as UTF-8 in the editor, or run: iconv -f %s -t UTF-8";

  private FileText() {}

  /** A text that cannot be read, with the line where that begins. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;
    private final int line;
    private final String reason;
    private final String remedy;

    private Unreadable(int line, String reason, String remedy) {
      super(reason);
      this.line = line;
      this.reason = reason;
      this.remedy = remedy;
    }

    /** From 1 on; 0 where none is to blame. */
    int line() {
      return line;
    }

    /** To be read after the name of the file. */
    String reason() {
      return reason;
    }

    String remedy() {
      return remedy;
    }
  }

  /**
   * The text of a file. The size that the system tells is no limit: that of a device or a pipe is
   * 0, and what comes from it may never end.
   *
   * @param most bytes that are read
   */
  static String read(Path file, int most) throws IOException, Unreadable {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new Unreadable(0, "has more than " + most + " bytes", "");
      }
      return of(bytes);
    }
  }

  /** The text, with a line feed at the end of each line. */
  static String of(byte[] bytes) throws Unreadable {
    String text = decode(bytes);
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == 0) {
        throw nul(bytes, line(text, i));
      }
      if (text.charAt(i) == REPLACED) {
        throw new Unreadable(
            line(text, i),
            "holds the character U+FFFD, which an editor has written for one that it could not read",
            "Write the right character there.");
      }
    }
    return text.replace("\r\n", "\n").replace('\r', '\n');
  }

  private static String decode(byte[] bytes) throws Unreadable {
    String text;
    if (begins(bytes, 0xFF, 0xFE)) {
      text = strictly(UTF_16LE, bytes);
    } else if (begins(bytes, 0xFE, 0xFF)) {
      text = strictly(UTF_16BE, bytes);
    } else {
      text = strictly(UTF_8, bytes);
    }
    return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
  }

  private static boolean begins(byte[] bytes, int first, int second) {
    return bytes.length > 1 && (bytes[0] & 0xFF) == first && (bytes[1] & 0xFF) == second;
  }

  private static String strictly(Charset charset, byte[] bytes) throws Unreadable {
    CharsetDecoder decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    CoderResult result = decoder.decode(in, out, true);
    try {
      if (result.isError()) {
        result.throwException();
      }
      return out.flip().toString();
    } catch (CharacterCodingException e) {
      int at = in.position();
      String before = out.flip().toString();
      String found = String.format(Locale.ROOT, "0x%02X", at < bytes.length ? bytes[at] : 0);
      throw new Unreadable(
          line(before, before.length()),
          "is not " + charset + ": byte " + found + " at this place is no part of a character",
          String.format(Locale.ROOT, SAVE, "ISO-8859-1"));
    }
  }

  /** Every second byte of a Latin text in UTF-16 is one. */
  private static Unreadable nul(byte[] bytes, int line) {
    int zeros = 0;
    int atEven = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        zeros++;
        atEven += i % 2 == 0 ? 1 : 0;
      }
    }
    if (zeros > bytes.length / 4) {
      String kind = atEven > zeros / 2 ? "UTF-16BE" : "UTF-16LE";
      return new Unreadable(
          line,
          "seems to be " + kind + " without a byte order mark",
          String.format(Locale.ROOT, SAVE, kind));
    }
    return new Unreadable(
        line, "holds a NUL character", "Delete it; a disk that filled up leaves such.");
  }

  private static int line(String text, int end) {
    int line = 1;
    for (int i = 0; i < end; i++) {
      char letter = text.charAt(i);
      boolean both = letter == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
      line += letter == '\n' || (letter == '\r' && !both) ? 1 : 0;
    }
    return line;
  }
}
