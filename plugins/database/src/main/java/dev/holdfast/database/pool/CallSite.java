package dev.holdfast.database.pool;

import static java.lang.StackWalker.Option.RETAIN_CLASS_REFERENCE;

import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The plugin and the method that borrowed a connection. It is taken at every checkout, so it has to
 * be cheap: only the nearest frames, without line numbers or texts.
 *
 * @param name the plugin whose code stands nearest on the stack; a thread when there is none
 * @param frames from the borrower outwards. They hold classes, and through those a plugin's class
 *     loader, so they are turned into texts before they are kept for long
 */
record CallSite(String name, String thread, List<StackFrame> frames) {
  /** How the kernel names the class loaders of plugins: the folder, and which copy of it. */
  private static final Pattern LOADER = Pattern.compile("plugin-(.+?)(?:-\\d+)?");

  /** Deep enough for a plugin below Helidon's streams; web frames lie further out. */
  private static final int DEEPEST = 40;

  private static final int KEPT = 10;

  private static final StackWalker WALKER =
      StackWalker.getInstance(Set.of(RETAIN_CLASS_REFERENCE), KEPT);

  /** The caller of the nearest frame that is not the pool's own. */
  static CallSite here() {
    Thread thread = Thread.currentThread();
    String threadName =
        thread.getName().isEmpty() ? "thread-" + thread.threadId() : thread.getName();
    List<StackFrame> kept = new ArrayList<>(KEPT);
    String plugin = WALKER.walk(frames -> search(frames.limit(DEEPEST).iterator(), kept));
    return new CallSite(plugin == null ? threadName : plugin, threadName, kept);
  }

  /** Up to the first frame of a plugin, and as many more as are worth keeping. */
  private static @Nullable String search(Iterator<StackFrame> frames, List<StackFrame> kept) {
    String plugin = null;
    while (frames.hasNext() && (plugin == null || kept.size() < KEPT)) {
      StackFrame frame = frames.next();
      if (plugin == null) {
        plugin = plugin(frame.getDeclaringClass().getClassLoader());
      }
      if (plugin == null && kept.isEmpty() && machinery(frame.getClassName())) {
        continue;
      }
      if (kept.size() < KEPT) {
        kept.add(frame);
      }
    }
    return plugin;
  }

  /** The pool and what stands between it and its user. */
  private static boolean machinery(String type) {
    return type.startsWith("dev.holdfast.database.") || type.startsWith("io.helidon.dbclient.");
  }

  private static @Nullable String plugin(@Nullable ClassLoader loader) {
    String name = loader == null ? null : loader.getName();
    if (name == null || Objects.equals(loader, CallSite.class.getClassLoader())) {
      return null;
    }
    Matcher named = LOADER.matcher(name);
    return named.matches() ? named.group(1) : null;
  }

  /** For checkouts whose call site nobody will ask for. */
  CallSite withoutFrames() {
    return new CallSite(name, thread, List.of());
  }

  /** The frames as a stack trace shows them. Costs some microseconds. */
  List<String> stack() {
    return frames.stream().map(frame -> frame.toStackTraceElement().toString()).toList();
  }
}
