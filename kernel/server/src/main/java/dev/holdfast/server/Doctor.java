package dev.holdfast.server;

import static java.util.stream.Collectors.toSet;

import dev.holdfast.config.ConfigProblem;
import dev.holdfast.config.ConfigProblems;
import dev.holdfast.server.examination.CheckedHost;
import dev.holdfast.server.examination.DirectoryCheck;
import dev.holdfast.server.examination.Examiner;
import dev.holdfast.server.examination.JarsCheck;
import dev.holdfast.server.examination.MachineCheck;
import dev.holdfast.server.examination.PluginsCheck;
import dev.holdfast.server.examination.PortCheck;
import dev.holdfast.server.examination.Report;
import dev.holdfast.server.examination.RunningServer;
import dev.holdfast.server.plugin.PluginsConfig;
import dev.holdfast.server.plugin.loading.PluginDescriptor;
import dev.holdfast.server.web.WebConfig;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What stands behind {@code holdfast doctor}: examines everything that a server of these settings
 * would need, and starts nothing. Whatever is wrong, the rest is examined as far as it can be.
 */
final class Doctor {
  private static final int MOST_SETTINGS = 50;

  private final Path home;
  private final Path base;
  private final Map<String, String> environment;
  private final InstantSource clock;
  private final Report report;

  Doctor(
      Path home, Path base, Map<String, String> environment, InstantSource clock, PrintWriter out) {
    this.home = home;
    this.base = base;
    this.environment = environment;
    this.clock = clock;
    this.report = new Report(out);
  }

  void examine(Map<String, String> overrides) throws InterruptedException {
    MachineCheck.here(clock).run(home, base, environment, report);
    try {
      ServerSettings.Parts parts = ServerSettings.gather(home, base, overrides, environment);
      configuration(parts);
      surroundings(parts);
    } catch (ConfigProblems e) {
      mistakes(e);
    } catch (ProblemException e) {
      report.fail("plugins", e.problem());
    }
  }

  private void configuration(ServerSettings.Parts parts) {
    try {
      ServerSettings settings = parts.check();
      List<String> all = settings.printed().lines().toList();
      List<String> changed =
          all.stream().filter(line -> !line.contains("  # reference.conf")).toList();
      report.ok(
          "configuration",
          String.format(
              Locale.ROOT,
              "valid, %d of %d settings differ from the defaults; holdfast check-config prints all",
              changed.size(),
              all.size()));
      changed.stream().limit(MOST_SETTINGS).forEach(line -> report.ok("setting", line));
      settings.warnings().forEach(odd -> report.warn("configuration", problem(odd, "HF-CFG-002")));
    } catch (ConfigProblems e) {
      mistakes(e);
    }
  }

  private void mistakes(ConfigProblems problems) {
    problems
        .problems()
        .forEach(mistake -> report.fail("configuration", problem(mistake, ConfigProblems.CODE)));
  }

  private static Problem problem(ConfigProblem mistake, String code) {
    String what =
        code.equals(ConfigProblems.CODE)
            ? "The configuration has a mistake"
            : "The configuration is valid, but odd";
    return new Problem(code, 500, what, mistake.toString(), mistake.remedy());
  }

  /** Blocks with mistakes have been reported; what depends on them is left out. */
  private void surroundings(ServerSettings.Parts parts) throws InterruptedException {
    Optional<Path> data = sound(parts::dataDirectory);
    Optional<RunningServer> running = data.flatMap(RunningServer::on);
    data.ifPresent(path -> DirectoryCheck.run(path, ServerProblems.NOT_WRITABLE, report));
    JarsCheck.run(jars(parts), report);
    boolean examined = running.isPresent() && ask(running.get(), parts);
    Optional<URI> url = running.flatMap(RunningServer::url);
    sound(() -> parts.kernel("web", WebConfig.class))
        .ifPresent(web -> PortCheck.run(web.host(), web.port(), url, report));
    List<String> required =
        sound(() -> parts.kernel("plugins", PluginsConfig.class))
            .map(PluginsConfig::required)
            .orElse(List.of());
    PluginsCheck.run(parts.found(), required, report);
    if (data.isPresent() && !examined) {
      plugins(parts, new CheckedHost(data.get(), running.isPresent(), clock));
    }
  }

  private List<Path> jars(ServerSettings.Parts parts) {
    List<Path> folders = new ArrayList<>(parts.pluginDirectories());
    folders.addFirst(home.resolve("lib"));
    return folders;
  }

  /**
   * A server that runs has settings and an environment of its own: it examines itself with them.
   *
   * @return whether it did
   */
  private boolean ask(RunningServer server, ServerSettings.Parts parts)
      throws InterruptedException {
    server.ask(report);
    List<String> its = server.settings();
    Set<String> ours =
        sound(parts::check)
            .map(ServerSettings::printed)
            .map(all -> all.lines().collect(toSet()))
            .orElse(Set.of());
    if (!ours.isEmpty()) {
      its.stream()
          .filter(line -> !ours.contains(line))
          .limit(MOST_SETTINGS)
          .forEach(line -> report.ok("server uses", line + ", which is not so from here"));
    }
    return server.examine(report);
  }

  private void plugins(ServerSettings.Parts parts, CheckedHost premises)
      throws InterruptedException {
    Examiner examiner = new Examiner(premises, report, Examiner.LIMIT);
    for (PluginDescriptor plugin : parts.found().plugins()) {
      Optional<Record> config = sound(() -> parts.plugin(plugin));
      if (config.isPresent()) {
        examiner.examine(plugin, config.get());
      } else {
        examiner.leaveOut(plugin);
      }
    }
  }

  private static <T> Optional<T> sound(Step<T> step) {
    try {
      return Optional.of(step.run());
    } catch (ConfigProblems e) {
      return Optional.empty();
    }
  }

  @FunctionalInterface
  private interface Step<T> {
    T run() throws ConfigProblems;
  }
}
