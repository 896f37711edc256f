package dev.holdfast.server.deployment;

import dev.holdfast.config.ConfigProblems;
import dev.holdfast.server.plugin.PluginsConfig;
import dev.holdfast.server.plugin.loading.JarRevision;
import dev.holdfast.server.plugin.loading.OldVersion;
import dev.holdfast.server.plugin.loading.PluginDescriptor;
import dev.holdfast.server.plugin.loading.PluginDiscovery;
import dev.holdfast.server.plugin.loading.PluginEntry;
import dev.holdfast.server.plugin.loading.PluginProblems;
import dev.holdfast.server.plugin.loading.PluginReader;
import dev.holdfast.server.plugin.loading.PrivateCopies;
import dev.holdfast.server.process.OutOfMemory;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps what runs in step with what lies in the plugin directories.
 *
 * <p>One change is made at a time. A new version is read and configured beside the old one, which
 * ends only when that went well; and it is put back, from its private copy, when the new one does
 * not come up or is not well in time. Whatever is wrong with an entry is said once for each content
 * of it, in the log and on the health board, and costs only that entry.
 */
public final class Deployments implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.holdfast.deployment");
  private static final Duration HOUSEKEEPING = Duration.ofSeconds(1);
  private static final Duration PATIENCE_WITH_OTHERS = Duration.ofSeconds(5);

  /** Binds the configuration of a plugin, from files as they are now. */
  @FunctionalInterface
  public interface Binding {
    /**
     * Reads and binds its block.
     *
     * @throws ConfigProblems everything that is wrong with it
     */
    Record bind(PluginDescriptor plugin) throws ConfigProblems;
  }

  /** What is done while nothing comes or goes. */
  @FunctionalInterface
  interface Action<T> {
    T run() throws IOException, InterruptedException;
  }

  private final PluginsConfig config;
  private final List<Path> directories;
  private final PluginReader reader;
  private final PrivateCopies copies;
  private final Binding binding;
  private final HotSwap exchange;
  private final Notices notices;
  private final FolderWatch watch;
  private final UnloadWatch retirements;
  private final InService inService = new InService();
  private final Map<Path, String> rejected = new HashMap<>();
  private final ReentrantLock oneAtATime = new ReentrantLock();
  private final ScheduledThreadPoolExecutor looking =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().name("holdfast-plugin-watch").daemon().factory());

  /** Creates it; nothing happens before {@link #begin}. */
  public Deployments(
      PluginsConfig config,
      List<Path> directories,
      PluginReader reader,
      PrivateCopies copies,
      Binding binding,
      HotSwap exchange,
      Notices notices) {
    this.config = config;
    this.directories = List.copyOf(directories);
    this.reader = reader;
    this.copies = copies;
    this.binding = binding;
    this.exchange = exchange;
    this.notices = notices;
    this.watch = new FolderWatch(directories);
    this.retirements = new UnloadWatch(config.unloadLimit(), System::nanoTime);
  }

  /**
   * Takes over what was found at the start, and watches from now on.
   *
   * @param entries all, also those that were refused
   * @param configured the plugins that the supervisor has started
   */
  public void begin(List<PluginEntry> entries, Map<PluginDescriptor, Record> configured) {
    oneAtATime.lock();
    try {
      entries.forEach(entry -> take(entry, configured));
    } finally {
      oneAtATime.unlock();
    }
    looking.prestartAllCoreThreads();
    every(HOUSEKEEPING, retirements::look);
    if (config.watchInterval().isPositive()) {
      every(config.watchInterval(), this::look);
    }
  }

  private void take(PluginEntry entry, Map<PluginDescriptor, Record> configured) {
    entry.refusal().ifPresent(problem -> notices.refused(entry, problem, false));
    if (entry.plugins().isEmpty()) {
      rejected.put(entry.origin(), entry.revision());
      return;
    }
    Map<PluginDescriptor, Record> own = new LinkedHashMap<>(configured);
    own.keySet().retainAll(entry.plugins());
    inService.add(new Deployed(entry, own));
  }

  /** How many old versions should have left the heap and have not. */
  public int held() {
    return retirements.held();
  }

  // Looking.

  void look() {
    oneAtATime.lock();
    try {
      FolderWatch.Look look = watch.look();
      Set<Path> gone = inService.where(look::isGone);
      look.stable()
          .forEach((entry, revision) -> {
            if (!isKnown(entry, revision)) {
              var _ = bring(entry, gone);
            }
          });
      gone.forEach(this::remove);
      forgetRefused(look);
    } finally {
      oneAtATime.unlock();
    }
  }

  private boolean isKnown(Path entry, String revision) {
    return revision.equals(rejected.get(entry)) || inService.has(entry, revision);
  }

  private void forgetRefused(FolderWatch.Look look) {
    rejected.keySet().removeIf(look::isGone);
    notices.origins().stream().filter(look::isGone).forEach(notices::forget);
  }

  /**
   * Reads the jar and the configuration of a plugin again and swaps it for what they say now.
   *
   * @throws ProblemException there is none of this name, or the new one does not work
   */
  public void reload(String name) throws InterruptedException {
    if (!oneAtATime.tryLock(PATIENCE_WITH_OTHERS.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new ProblemException(PluginProblems.NOT_NOW.because("another change is under way"));
    }
    try {
      Path origin =
          inService
              .origin(name)
              .orElseThrow(() -> new ProblemException(PluginProblems.UNKNOWN.because(name)));
      Optional<Problem> problem = bring(origin, new HashSet<>());
      if (problem.isPresent()) {
        throw new ProblemException(problem.get());
      }
    } finally {
      oneAtATime.unlock();
    }
  }

  /**
   * Does something while no plugin of this name is there, and none comes.
   *
   * @throws ProblemException there is one, or an entry of the folder whose plugins are not known
   */
  <T> T whileGone(String name, Action<T> action) throws IOException, InterruptedException {
    if (!oneAtATime.tryLock(PATIENCE_WITH_OTHERS.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new ProblemException(PluginProblems.NOT_NOW.because("another change is under way"));
    }
    try {
      if (inService.origin(name).isPresent()) {
        throw new ProblemException(PluginProblems.STILL_THERE.because(name + " is there"));
      }
      for (Path directory : directories) {
        if (!Files.isDirectory(directory)) {
          throw new ProblemException(
              PluginProblems.STILL_THERE.because(directory + " cannot be seen"));
        }
        for (Path entry : PluginDiscovery.entries(directory)) {
          checkWholeInService(entry);
        }
      }
      return action.run();
    } finally {
      oneAtATime.unlock();
    }
  }

  /** All plugins that the entry has now are in service, so none of them is hidden. */
  private void checkWholeInService(Path entry) throws IOException {
    String revision;
    try {
      revision = JarRevision.of(entry);
    } catch (NoSuchFileException e) {
      throw new ProblemException(PluginProblems.STILL_THERE.because(entry + " is changing"), e);
    }
    if (!inService.has(entry, revision)) {
      throw new ProblemException(PluginProblems.STILL_THERE.because(entry + " is not in service"));
    }
    if (inService.find(entry).filter(each -> each.entry().refusal().isPresent()).isPresent()) {
      throw new ProblemException(
          PluginProblems.STILL_THERE.because(entry + " is in service only in part"));
    }
  }

  /** The plugins in service, each with the settings that it was started with. */
  public Map<PluginDescriptor, Record> configured() throws InterruptedException {
    if (!oneAtATime.tryLock(PATIENCE_WITH_OTHERS.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new ProblemException(PluginProblems.NOT_NOW.because("another change is under way"));
    }
    try {
      return inService.configured();
    } finally {
      oneAtATime.unlock();
    }
  }

  // Changing.

  /**
   * Brings an entry into service, in place of what it or an entry that has gone had before.
   *
   * @param gone those that it replaces are taken out
   * @return what is wrong, when the old state was kept
   */
  private Optional<Problem> bring(Path origin, Set<Path> gone) {
    PluginEntry fresh =
        PluginDiscovery.withoutDuplicates(reader.read(origin), inService.names(origin, gone));
    if (fresh.plugins().isEmpty()) {
      return fresh.refusal().map(problem -> reject(fresh, problem));
    }
    Map<PluginDescriptor, Record> configured = new LinkedHashMap<>();
    for (PluginDescriptor plugin : fresh.plugins()) {
      try {
        configured.put(plugin, binding.bind(plugin));
      } catch (ConfigProblems e) {
        return Optional.of(reject(fresh, PluginProblems.BAD_CONFIGURATION.because(e.printed())));
      }
    }
    Deployed next = new Deployed(fresh, configured);
    List<Deployed> old = inService.replacedBy(next, gone);
    // Before the swap: what was refused may stand under the very name that the plugin shows.
    notices.forget(origin);
    Optional<Problem> failure = exchange.swap(old, next);
    if (failure.isPresent()) {
      return Optional.of(reject(fresh, failure.get()));
    }
    old.forEach(each -> {
      gone.remove(each.entry().origin());
      inService.remove(each.entry().origin());
      notices.forget(each.entry().origin());
    });
    inService.add(next);
    // What was refused because of a name that is free now, may be welcome.
    rejected.clear();
    fresh.refusal().ifPresent(problem -> notices.refused(fresh, problem, true));
    old.forEach(each -> retire(each.entry()));
    return Optional.empty();
  }

  private Problem reject(PluginEntry entry, Problem problem) {
    rejected.put(entry.origin(), entry.revision());
    notices.refused(entry, problem, inService.find(entry.origin()).isPresent());
    retire(entry);
    return problem;
  }

  private void remove(Path origin) {
    inService
        .remove(origin)
        .ifPresent(old -> {
          LOG.log(
              Level.INFO, () -> origin + " is gone: its plugins " + old.names() + " are stopped");
          exchange.remove(old);
          notices.forget(origin);
          rejected.clear();
          retire(old.entry());
        });
  }

  private void retire(PluginEntry entry) {
    OldVersion.retire(entry).ifPresent(retirements::add);
    try {
      copies.discard(entry.classPath());
    } catch (IOException e) {
      LOG.log(Level.WARNING, () -> "the copy " + entry.classPath() + " could not be removed", e);
    }
  }

  /** How many old versions are in the heap still. */
  int leaving() {
    return retirements.leaving();
  }

  private void every(Duration interval, Runnable action) {
    Runnable guarded =
        () -> {
          try {
            action.run();
          } catch (RuntimeException | Error e) {
            OutOfMemory.handOn(e);
            LOG.log(Level.ERROR, "checking the plugin folder failed; it is checked again", e);
          }
        };
    var _ =
        looking.scheduleWithFixedDelay(
            guarded, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Looks no more; what runs, runs on. */
  @Override
  public void close() {
    looking.shutdownNow();
  }
}
