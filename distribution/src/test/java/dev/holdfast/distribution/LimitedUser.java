package dev.holdfast.distribution;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Somebody who may have only so many threads. The system exempts root from that limit, so when the
 * tests run as root it is another user, with a copy of the program that this one may read.
 */
final class LimitedUser {
  /** No account of any system that we know. */
  private static final int STRANGER = 61_234;

  private final Path program;
  private final String options;
  private final List<String> limits;

  private LimitedUser(Path program, String options, List<String> limits) {
    this.program = program;
    this.options = options;
    this.limits = limits;
  }

  /**
   * Prepares one.
   *
   * @param base becomes this user's, with all that is in it
   * @param threads beyond those that the user has now
   */
  static LimitedUser with(Path base, int threads) throws IOException, InterruptedException {
    assumeTrue(
        Stream.of("prlimit", "setpriv")
            .allMatch(tool -> Files.isExecutable(Path.of("/usr/bin").resolve(tool))),
        "the limit of threads is set by util-linux");
    int self = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    if (self != 0) {
      return new LimitedUser(
          Unzipped.home(), SharedClasses.options(), List.of(limit(threads + threadsOf(self))));
    }
    Path copy = base.resolve("program");
    run("cp", "-rp", Unzipped.home().toString(), copy.toString());
    String options = SharedClasses.copiedTo(base);
    run("chown", "-R", String.valueOf(STRANGER), base.toString());
    return new LimitedUser(
        copy,
        options,
        List.of(
            "setpriv",
            "--reuid=" + STRANGER,
            "--regid=" + STRANGER,
            "--clear-groups",
            "prlimit",
            limit(threads + threadsOf(STRANGER))));
  }

  private static String limit(int threads) {
    return "--nproc=" + threads;
  }

  Command command(Object... words) {
    List<String> program = new ArrayList<>(limits);
    if (program.size() == 1) {
      program.addFirst("prlimit");
    }
    return Command.of(this.program.resolve("bin/holdfast"), words)
        .with("HOLDFAST_JAVA_OPTS", Command.NOT_OPTIMIZED + options)
        .by(program);
  }

  private static int threadsOf(int user) {
    return ProcessHandle.allProcesses().mapToInt(process -> threads(process.pid(), user)).sum();
  }

  private static int threads(long pid, int user) {
    Path process = Path.of("/proc/" + pid);
    try (Stream<Path> tasks = Files.list(process.resolve("task"))) {
      return (int) Files.getAttribute(process, "unix:uid") == user ? (int) tasks.count() : 0;
    } catch (IOException e) {
      // It has ended meanwhile.
      return 0;
    }
  }

  private static void run(String... words) throws IOException, InterruptedException {
    if (new ProcessBuilder(words).inheritIO().start().waitFor() != 0) {
      throw new IOException(String.join(" ", words) + " failed");
    }
  }
}
