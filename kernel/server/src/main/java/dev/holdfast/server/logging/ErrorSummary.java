package dev.holdfast.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggerContextListener;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every warning and error of the log, the same one once: with its count, the first, the last and an
 * example. The kinds are few; when there are too many, the one that was not heard of for longest
 * goes.
 *
 * <p>Of one kind is what has one logger, level, HF code and class of exception, and the same words
 * apart from figures and quoted text; behind a code only the words up to the cause count.
 */
public final class ErrorSummary extends AppenderBase<ILoggingEvent> {
  /** How many kinds are kept. */
  static final int MOST = 300;

  private static final int LONGEST_EXAMPLE = 2_000;
  private static final int LONGEST_KEY = 200;
  private static final int FRAMES = 8;
  private static final Pattern CODE = Pattern.compile("\\bHF-[A-Z]{1,8}-\\d{3}\\b");
  private static final Pattern VARIABLE =
      Pattern.compile("\"[^\"]*\"|'[^']*'|\\b[0-9a-fA-F]{8,}\\b|\\d+([.,:]\\d+)*");

  private final SequencedMap<String, LoggedError> kinds = new LinkedHashMap<>();
  private long missed;

  private ErrorSummary() {}

  /** Listens to the whole log from now on, also after its configuration was read again. */
  public static ErrorSummary open(LoggerContext context) {
    ErrorSummary book = new ErrorSummary();
    book.setName("holdfast-errors");
    book.attach(context);
    context.addListener(book.new Stays());
    return book;
  }

  private void attach(LoggerContext context) {
    setContext(context);
    start();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(this);
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (!event.getLevel().isGreaterOrEqual(Level.WARN)) {
      return;
    }
    String message = String.valueOf(event.getFormattedMessage());
    Matcher found = CODE.matcher(message);
    String code = found.find() ? found.group() : "";
    String example = example(message, event.getThrowableProxy());
    synchronized (kinds) {
      String key = key(event, code, message);
      LoggedError before = kinds.remove(key);
      kinds.putLast(
          key,
          before == null
              ? new LoggedError(
                  event.getLevel().toString(),
                  event.getLoggerName(),
                  code,
                  1,
                  event.getInstant(),
                  event.getInstant(),
                  example)
              : before.again(event.getInstant(), example));
      if (kinds.size() > MOST) {
        kinds.pollFirstEntry();
        missed++;
      }
    }
  }

  /** The cause behind a code, after its colon, changes while the error stays the same. */
  private static String key(ILoggingEvent event, String code, String message) {
    IThrowableProxy failure = event.getThrowableProxy();
    int cause = code.isEmpty() ? -1 : message.indexOf(':', message.indexOf(code));
    String words =
        VARIABLE.matcher(cause < 0 ? message : message.substring(0, cause)).replaceAll("#");
    return String.join(
        "|",
        event.getLevel().toString(),
        event.getLoggerName(),
        code,
        words.substring(0, Math.min(words.length(), LONGEST_KEY)),
        failure == null ? "" : failure.getClassName());
  }

  private static String example(String message, IThrowableProxy failure) {
    StringBuilder text = new StringBuilder(message);
    if (failure != null) {
      text.append("\n").append(failure.getClassName()).append(": ").append(failure.getMessage());
      StackTraceElementProxy[] frames = failure.getStackTraceElementProxyArray();
      for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
        text.append("\n  ").append(frames[i].getSTEAsString());
      }
    }
    return text.substring(0, Math.min(text.length(), LONGEST_EXAMPLE));
  }

  /** All kinds, the newest first. */
  public List<LoggedError> kinds() {
    List<LoggedError> all;
    synchronized (kinds) {
      all = new ArrayList<>(kinds.values());
    }
    all.sort(Comparator.comparing(LoggedError::last).reversed());
    return all;
  }

  /** How many kinds had to go. */
  public long missed() {
    synchronized (kinds) {
      return missed;
    }
  }

  /** Forgets all that is known, for those who want to see what comes next. */
  public void clear() {
    synchronized (kinds) {
      kinds.clear();
      missed = 0;
    }
  }

  /** Reading the configuration again takes every appender away. */
  private final class Stays implements LoggerContextListener {
    @Override
    public boolean isResetResistant() {
      return true;
    }

    @Override
    public void onStart(LoggerContext context) {
      attach(context);
    }

    @Override
    public void onReset(LoggerContext context) {
      attach(context);
    }

    @Override
    public void onStop(LoggerContext context) {}

    @Override
    public void onLevelChange(Logger logger, Level level) {}
  }
}
