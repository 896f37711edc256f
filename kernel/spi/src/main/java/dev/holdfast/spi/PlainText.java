package dev.holdfast.spi;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of objects from foreign code. Such an object may throw when it is asked for its text,
 * name itself as its own cause, or be 10 MB long; code that shows the text must not suffer for
 * that. Call this on the thread on which the foreign code has run, so that a fault affects only
 * that code.
 */
public final class PlainText {
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_MESSAGE = 4_000;

  /** Of all messages of a failure together; no honest one comes near. */
  private static final int LONGEST_FAILURE = 64_000;

  private static final int MOST_CAUSES = 20;
  private static final int MOST_FRAMES = 200;
  private static final char REPLACEMENT = '\uFFFD';

  private PlainText() {}

  /**
   * The object's own text. Nothing that the object throws comes out of here, except an
   * OutOfMemoryError.
   *
   * @param most characters; what is beyond them is cut, and the cut is shown
   */
  public static String of(@Nullable Object object, int most) {
    try {
      return clean(String.valueOf(object), most);
    } catch (Throwable e) {
      passOn(e);
      return object == null ? "null" : name(object) + " (its text cannot be read: " + name(e) + ")";
    }
  }

  /**
   * A text that can be written as UTF-8 and is not longer than so many characters: half surrogates
   * and NUL become U+FFFD.
   */
  public static String clean(@Nullable String text, int most) {
    if (text == null) {
      return "null";
    }
    String cut = text;
    if (text.length() > most) {
      int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
      cut = text.substring(0, end) + "… (" + text.length() + " characters)";
    }
    int at = firstUnfit(cut, 0);
    if (at < 0) {
      return cut;
    }
    StringBuilder clean = new StringBuilder(cut);
    for (; at >= 0; at = firstUnfit(cut, at + 1)) {
      clean.setCharAt(at, REPLACEMENT);
    }
    return clean.toString();
  }

  /**
   * The text without control characters, other than tabs and line breaks: they are U+FFFD then, as
   * half surrogates are. A terminal obeys them, and a header ends at them.
   */
  public static String printable(String text) {
    String clean = clean(text, Integer.MAX_VALUE);
    boolean fit = true;
    for (int i = 0; fit && i < clean.length(); i++) {
      fit = !isControl(clean.charAt(i));
    }
    if (fit) {
      return clean;
    }
    StringBuilder printable = new StringBuilder(clean);
    for (int i = 0; i < clean.length(); i++) {
      if (isControl(clean.charAt(i))) {
        printable.setCharAt(i, REPLACEMENT);
      }
    }
    return printable.toString();
  }

  private static boolean isControl(char c) {
    return Character.isISOControl(c) && c != '\t' && c != '\n';
  }

  private static int firstUnfit(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isLowSurrogate(c)) {
        return i;
      }
      if (Character.isHighSurrogate(c)) {
        if (i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }

  /**
   * A failure that can be logged and shown on any thread: itself, when its messages and causes can
   * be read and are short enough, otherwise one that says the same as far as it can be read.
   */
  public static Throwable failure(Throwable failure) {
    return isReadable(failure) ? failure : Unreadable.of(failure, MOST_CAUSES);
  }

  private static boolean isReadable(Throwable failure) {
    try {
      int budget = LONGEST_FAILURE;
      Throwable cause = failure;
      for (int depth = 0; cause != null; cause = cause.getCause(), depth++) {
        int length = cause.toString().length() + String.valueOf(cause.getMessage()).length();
        budget -= length + String.valueOf(cause.getLocalizedMessage()).length();
        if (cause instanceof ProblemException problem) {
          budget -= problem.problem().code().length();
        }
        if (depth == MOST_CAUSES || budget < 0 || cause.getStackTrace().length > 1_024) {
          return false;
        }
        for (Throwable other : cause.getSuppressed()) {
          budget -= other.toString().length() + String.valueOf(other.getMessage()).length();
        }
      }
      return budget >= 0;
    } catch (Throwable e) {
      passOn(e);
      return false;
    }
  }

  /** It is nobody's own: the process ends by it. */
  private static void passOn(Throwable failure) {
    if (failure instanceof OutOfMemoryError error) {
      throw error;
    }
  }

  private static String name(Object object) {
    return clean(object.getClass().getName(), LONGEST_NAME);
  }

  /** Stands for a failure that cannot be shown itself. */
  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Unreadable(String text, @Nullable Throwable cause) {
      super(text, cause);
    }

    static Unreadable of(Throwable failure, int depth) {
      String text = name(failure) + ": " + message(failure);
      Unreadable plain = new Unreadable(text, depth == 0 ? null : cause(failure, depth));
      plain.setStackTrace(stack(failure));
      return plain;
    }

    private static String message(Throwable failure) {
      try {
        return clean(failure.getMessage(), LONGEST_MESSAGE);
      } catch (Throwable e) {
        return "its message cannot be read: " + name(e);
      }
    }

    @SuppressWarnings("ReferenceEquality") // A foreign equals is not to be called.
    private static @Nullable Throwable cause(Throwable failure, int depth) {
      try {
        Throwable cause = failure.getCause();
        return cause == null || cause == failure ? null : of(cause, depth - 1);
      } catch (Throwable e) {
        return null;
      }
    }

    private static StackTraceElement[] stack(Throwable failure) {
      try {
        List<StackTraceElement> frames = new ArrayList<>();
        for (StackTraceElement frame : failure.getStackTrace()) {
          if (frame != null && frames.size() < MOST_FRAMES) {
            frames.add(frame);
          }
        }
        return frames.toArray(StackTraceElement[]::new);
      } catch (Throwable e) {
        return new StackTraceElement[0];
      }
    }

    /** The message says which class it stands for. */
    @Override
    @SuppressWarnings("OverrideThrowableToString")
    public String toString() {
      return String.valueOf(getMessage());
    }
  }
}
