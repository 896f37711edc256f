package dev.holdfast.server;

import dev.holdfast.config.ConfigProblem;
import dev.holdfast.config.ConfigProblems;
import dev.holdfast.spi.ProblemException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.spi.ToolProvider;

/**
 * The way in for the command line, which knows no class of the server: {@code holdfast-server
 * run|check-config|explain|examine|where --base DIR [--set key=value]…}. {@code where} prints where
 * the data is and how long an orderly end may take; {@code explain} takes {@code --key KEY}, too.
 */
public final class ServerTool implements ToolProvider {
  /** The name to find it by. */
  public static final String NAME = "holdfast-server";

  private enum Action {
    RUN,
    CHECK_CONFIG,
    EXPLAIN,
    EXAMINE,
    WHERE
  }

  private record Call(Action action, Path base, Map<String, String> overrides, String key) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int run(PrintWriter out, PrintWriter err, String... args) {
    try {
      return perform(parse(args), out).code();
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      return ServerExitCode.USAGE.code();
    } catch (ConfigProblems e) {
      err.println(e.printed());
      return ServerExitCode.CONFIG_INVALID.code();
    } catch (ProblemException e) {
      err.println(e.problem().sentence());
      return exitCode(e).code();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ServerExitCode.FAILURE.code();
    }
  }

  private static ServerExitCode perform(Call call, PrintWriter out)
      throws ConfigProblems, InterruptedException {
    if (call.action() == Action.EXAMINE) {
      new Doctor(home(call.base()), call.base(), System.getenv(), InstantSource.system(), out)
          .examine(call.overrides());
      return ServerExitCode.OK;
    }
    if (call.action() == Action.CHECK_CONFIG) {
      ServerSettings settings = readInPlace(call);
      out.println(settings.printed());
      out.println(ConfigProblem.printed(settings.warnings()));
      if (!settings.refused().isEmpty()) {
        settings
            .refused()
            .forEach((folder, problem) ->
                out.println("plugin " + folder + " is refused: " + problem.sentence()));
        return ServerExitCode.CONFIG_INVALID;
      }
      return ServerExitCode.OK;
    }
    if (call.action() == Action.EXPLAIN) {
      new SettingExplanation(
              ServerSettings.gather(
                  home(call.base()), call.base(), call.overrides(), System.getenv()),
              out)
          .explain(call.key());
      return ServerExitCode.OK;
    }
    if (call.action() == Action.WHERE) {
      var sources = ServerSettings.sources(call.base(), call.overrides(), System.getenv());
      out.println("data=" + ServerSettings.dataDirectory(call.base(), sources));
      long limit = ServerSettings.data(sources).shutdownLimit().toMillis();
      out.println("shutdown-limit-ms=" + limit);
      return ServerExitCode.OK;
    }
    serve(call, out);
    return ServerExitCode.OK;
  }

  private static void serve(Call call, PrintWriter out)
      throws ConfigProblems, InterruptedException {
    PluginLoading loading = prepare(call);
    try (Instance instance = take(call, loading)) {
      try (Server server = start(call, loading.in(instance.safeMode()), instance, out)) {
        server.awaitEnd();
      } catch (ProblemException e) {
        instance.ended(exitCode(e).code());
        throw e;
      } catch (ConfigProblems e) {
        instance.ended(ServerExitCode.CONFIG_INVALID.code());
        throw e;
      }
    } finally {
      loading.removeCopies();
    }
  }

  private static Server start(Call call, PluginLoading loading, Instance instance, PrintWriter out)
      throws ConfigProblems, InterruptedException {
    ServerSettings settings =
        ServerSettings.gather(home(call.base()), call.base(), loading.sources(), loading.reader())
            .check();
    return Server.start(settings, loading, instance, out);
  }

  private static Instance take(Call call, PluginLoading loading) throws ConfigProblems {
    try {
      return Instance.take(home(call.base()), loading, InstantSource.system());
    } catch (ConfigProblems e) {
      var _ = readInPlace(call);
      throw e;
    }
  }

  /** Whatever is wrong in the block that is needed first, all mistakes are reported together. */
  private static PluginLoading prepare(Call call) throws ConfigProblems {
    try {
      return PluginLoading.prepare(call.base(), call.overrides(), System.getenv());
    } catch (ConfigProblems e) {
      var _ = readInPlace(call);
      throw e;
    }
  }

  private static ServerSettings readInPlace(Call call) throws ConfigProblems {
    return ServerSettings.read(home(call.base()), call.base(), call.overrides(), System.getenv());
  }

  /** Where the distribution lies, as its launch script says; the base directory without one. */
  private static Path home(Path base) {
    String home = System.getProperty("holdfast.home");
    return home == null ? base : Path.of(home).toAbsolutePath();
  }

  private static ServerExitCode exitCode(ProblemException failure) {
    String code = failure.problem().code();
    if (code.equals(ServerProblems.NOT_WRITABLE.code())
        || code.equals(ServerProblems.LINK.code())) {
      return ServerExitCode.DATA_NOT_WRITABLE;
    }
    if (code.equals(ServerProblems.ALREADY_RUNNING.code())) {
      return ServerExitCode.ALREADY_RUNNING;
    }
    return ServerExitCode.FAILURE;
  }

  private static Call parse(String... args) {
    if (args.length == 0) {
      throw new IllegalArgumentException(
          "say what to do: run, check-config, explain, examine or where");
    }
    Action action =
        switch (args[0]) {
          case "run" -> Action.RUN;
          case "check-config" -> Action.CHECK_CONFIG;
          case "explain" -> Action.EXPLAIN;
          case "examine" -> Action.EXAMINE;
          case "where" -> Action.WHERE;
          default -> throw new IllegalArgumentException("unknown: " + args[0]);
        };
    Path base = Path.of("");
    Map<String, String> overrides = new LinkedHashMap<>();
    String key = "";
    for (int i = 1; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " needs a value");
      }
      switch (args[i]) {
        case "--base" -> base = Path.of(args[i + 1]);
        case "--set" -> put(overrides, args[i + 1]);
        case "--key" -> key = args[i + 1];
        default -> throw new IllegalArgumentException("unknown: " + args[i]);
      }
    }
    return new Call(action, base.toAbsolutePath().normalize(), overrides, key);
  }

  private static void put(Map<String, String> overrides, String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      // Only what looks like a key: the rest may be a password.
      throw new IllegalArgumentException(
          "--set takes key=value, not " + assignment.replaceFirst("^([A-Za-z0-9._-]*).*", "$1…"));
    }
    overrides.put(assignment.substring(0, equals), assignment.substring(equals + 1));
  }
}
