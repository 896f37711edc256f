package dev.holdfast.server.deployment;

import dev.holdfast.server.plugin.ServiceRegistry;
import dev.holdfast.server.plugin.loading.LimitedCall;
import dev.holdfast.server.plugin.loading.PluginProblems;
import dev.holdfast.server.supervision.PluginView;
import dev.holdfast.server.supervision.Supervisor;
import dev.holdfast.spi.Contribution;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.server.Leftovers;
import dev.holdfast.spi.server.Leftovers.Leftover;
import dev.holdfast.spi.support.FileTree;
import dev.holdfast.spi.support.PluginName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;

/**
 * Removes what a plugin has left that was removed for good: its data folder, the note of its
 * quarantine, and what the running plugins keep for it. Safe for several threads.
 */
public final class Purge {
  private static final Logger LOG = System.getLogger("dev.holdfast.deployment");

  /** For one call of a plugin; nothing else can come or go meanwhile. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static final ThreadFactory THREADS =
      Thread.ofPlatform().name("holdfast-purge").daemon().factory();

  /** Folders of the data directory that are nobody's own, though a plugin could have the name. */
  private static final Set<String> SHARED = Set.of("incidents");

  /**
   * What is left of a plugin, or was.
   *
   * @param left in the order in which it is removed
   * @param notAsked plugins that do not run, or did not answer, and may keep more
   * @param remaining what is there still although it was to be removed, in words
   */
  record PurgeReport(
      String plugin, List<Leftover> left, List<String> notAsked, List<String> remaining) {
    boolean isPrecious() {
      return left.stream().anyMatch(Leftover::precious);
    }
  }

  private final Supervisor supervisor;
  private final Deployments deployments;
  private final ServiceRegistry services;
  private final Set<String> required;
  private final Set<String> owners;
  private final Path data;

  /**
   * Creates it.
   *
   * @param required plugins whose data is never removed
   * @param owners plugins that may offer the services that the data depends on: what they keep is
   *     nowhere else
   * @param data the data directory of the server
   */
  public Purge(
      Supervisor supervisor,
      Deployments deployments,
      ServiceRegistry services,
      Set<String> required,
      Set<String> owners,
      Path data) {
    this.supervisor = supervisor;
    this.deployments = deployments;
    this.services = services;
    this.required = Set.copyOf(required);
    this.owners = Set.copyOf(owners);
    this.data = data;
  }

  /**
   * What is left; changes nothing.
   *
   * @throws ProblemException a plugin of this name is there, or may be
   */
  PurgeReport look(String plugin) throws IOException, InterruptedException {
    return deployments.whileGone(plugin, () -> left(plugin));
  }

  /**
   * Removes it.
   *
   * @param force also what is nowhere else
   * @return what was removed
   * @throws ProblemException a plugin of this name is there, or may be; or something is precious
   * @throws IOException something could not be removed; a second time the rest is
   */
  PurgeReport purge(String plugin, boolean force) throws IOException, InterruptedException {
    return deployments.whileGone(
        plugin,
        () -> {
          PurgeReport report = left(plugin);
          if (report.isPrecious() && !force) {
            throw new ProblemException(PluginProblems.PRECIOUS.because(words(report)));
          }
          for (Contribution<Leftovers> each : services.contributions(Leftovers.class)) {
            if (!report.notAsked().contains(each.plugin())) {
              purge(each, plugin, force);
            }
          }
          FileTree.delete(data.resolve(plugin));
          supervisor.forgetQuarantine(plugin);
          PurgeReport purged = purged(report, left(plugin));
          LOG.log(Level.INFO, () -> "purged of the plugin " + plugin + ": " + words(purged));
          return purged;
        });
  }

  private static PurgeReport purged(PurgeReport before, PurgeReport after) {
    List<Leftover> gone = new ArrayList<>(before.left());
    gone.removeAll(after.left());
    Set<String> notAsked = new TreeSet<>(before.notAsked());
    notAsked.addAll(after.notAsked());
    return new PurgeReport(
        before.plugin(),
        gone,
        List.copyOf(notAsked),
        after.left().stream().map(Leftover::what).toList());
  }

  /** One that fails or hangs costs only what it keeps: the second look tells that it is there. */
  private static void purge(Contribution<Leftovers> each, String plugin, boolean force) {
    switch (LimitedCall.run(THREADS, LIMIT, () -> each.part().purge(plugin, force))) {
      case LimitedCall.Outcome.Done _ -> {}
      case LimitedCall.Outcome.Failed(ProblemException problem) -> throw problem;
      case LimitedCall.Outcome.Failed(Throwable failure) -> complain(each, failure.toString());
      case LimitedCall.Outcome.Overdue(_, String stack, _) ->
          complain(each, "it hangs at " + stack);
    }
  }

  /** Empty when it fails or takes too long; then its plugin is one that was not asked. */
  private static Optional<List<Leftover>> ask(Contribution<Leftovers> each, String plugin) {
    List<Leftover> answer = new CopyOnWriteArrayList<>();
    return switch (LimitedCall.run(THREADS, LIMIT, () -> answer.addAll(each.part().of(plugin)))) {
      case LimitedCall.Outcome.Done _ -> Optional.of(List.copyOf(answer));
      case LimitedCall.Outcome.Failed(Throwable failure) -> {
        complain(each, failure.toString());
        yield Optional.empty();
      }
      case LimitedCall.Outcome.Overdue(_, String stack, _) -> {
        complain(each, "it hangs at " + stack);
        yield Optional.empty();
      }
    };
  }

  private static void complain(Contribution<Leftovers> each, String why) {
    LOG.log(
        Level.WARNING,
        () -> "the plugin " + each.plugin() + " does not tell or purge what is left: " + why);
  }

  private static String words(PurgeReport report) {
    List<String> words = report.left().stream().map(Leftover::what).toList();
    return words.isEmpty() ? "nothing was left" : String.join("; ", words);
  }

  private PurgeReport left(String plugin) throws IOException {
    if (!PluginName.isWellFormed(plugin)
        || PluginName.isReserved(plugin)
        || SHARED.contains(plugin)) {
      throw new ProblemException(PluginProblems.UNKNOWN.because(plugin));
    }
    if (supervisor.knows(plugin)) {
      throw new ProblemException(PluginProblems.STILL_THERE.because(plugin + " is there"));
    }
    if (required.contains(plugin)) {
      throw new ProblemException(
          PluginProblems.STILL_THERE.because(
              plugin + " is named in holdfast.plugins.required; its data is the server's"));
    }
    List<Leftover> left = new ArrayList<>();
    Set<String> notAsked = new TreeSet<>();
    for (Contribution<Leftovers> each : services.contributions(Leftovers.class)) {
      ask(each, plugin).ifPresentOrElse(left::addAll, () -> notAsked.add(each.plugin()));
    }
    Path folder = data.resolve(plugin);
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      left.add(new Leftover(sized(folder), owners.contains(plugin)));
    }
    if (supervisor.isQuarantineKept(plugin)) {
      left.add(new Leftover("its quarantine", false));
    }
    supervisor.views().stream()
        .filter(view -> !view.state().label().equals("Running"))
        .map(PluginView::name)
        .forEach(notAsked::add);
    return new PurgeReport(plugin, left, List.copyOf(notAsked), List.of());
  }

  private static String sized(Path folder) throws IOException {
    if (Files.isSymbolicLink(folder)) {
      return "link " + folder + ", without what it leads to";
    }
    long files = 0;
    long bytes = 0;
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : (Iterable<Path>) all::iterator) {
        if (Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) {
          files++;
          bytes += Files.size(each);
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return String.format(Locale.ROOT, "folder %s: %,d files, %s", folder, files, new Size(bytes));
  }
}
