package dev.holdfast.distribution;

import dev.holdfast.distribution.Command.Ended;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A command of the unzipped program, run by its own classes in this JVM: for tests of what a
 * command does to a server. A process of its own costs three quarters of a second of a processor.
 * Use {@link Command} where the launcher, the process or the environment is what is tested.
 */
final class TypedCommand {
  private static final ClassLoader PROGRAM = load();
  private static final Method EXECUTE = entry();

  private TypedCommand() {}

  /**
   * Runs it to its end; one that takes longer than the limit is a failure.
   *
   * @param words those of a command that takes {@code --base}
   */
  static Ended run(Duration limit, Object... words) throws IOException, InterruptedException {
    String[] line =
        Stream.concat(Stream.of(words), Stream.of("--home", Unzipped.home()))
            .map(Object::toString)
            .toArray(String[]::new);
    CompletableFuture<Ended> ended = new CompletableFuture<>();
    Thread.ofPlatform().daemon().name("typed " + line[0]).start(() -> run(line, ended));
    try {
      return ended.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(List.of(line) + " did not end within " + limit, e);
    } catch (ExecutionException e) {
      throw new AssertionError(List.of(line) + " failed", e.getCause());
    }
  }

  private static void run(String[] line, CompletableFuture<Ended> ended) {
    // Its commands are found by this thread's class loader.
    Thread.currentThread().setContextClassLoader(PROGRAM);
    StringWriter both = new StringWriter();
    PrintWriter out = new PrintWriter(both, true);
    try {
      int code = (Integer) EXECUTE.invoke(null, out, out, line);
      ended.complete(new Ended(code, both.toString()));
    } catch (InvocationTargetException e) {
      ended.completeExceptionally(e.getCause());
    } catch (IllegalAccessException | RuntimeException e) {
      ended.completeExceptionally(e);
    }
  }

  /** It knows none of the classes of the tests, nor their libraries. */
  private static ClassLoader load() {
    try (Stream<Path> jars = Files.list(Unzipped.home().resolve("lib"))) {
      URL[] urls = jars.map(TypedCommand::url).toArray(URL[]::new);
      return new URLClassLoader("unzipped", urls, ClassLoader.getPlatformClassLoader());
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static Method entry() {
    try {
      Method execute =
          Class.forName("dev.holdfast.console.Main", true, PROGRAM)
              .getDeclaredMethod("execute", PrintWriter.class, PrintWriter.class, String[].class);
      execute.setAccessible(true);
      return execute;
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
