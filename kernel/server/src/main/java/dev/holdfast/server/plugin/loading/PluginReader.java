package dev.holdfast.server.plugin.loading;

import dev.holdfast.config.Bindable;
import dev.holdfast.config.Reference;
import dev.holdfast.spi.PlainText;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.support.PluginName;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Reads one entry of the plugin directory, a folder of jars or a loose jar, with a class loader of
 * its own. Whatever is wrong becomes a problem with the entry's name; nothing is thrown.
 */
public final class PluginReader {
  private static final Logger LOG = System.getLogger("dev.holdfast.plugin");

  /** How many providers one jar may name: a broken class may make the iteration stand still. */
  private static final int MOST_PROVIDERS = 100;

  private static final int LONGEST_REASON = 1_000;

  /** Enough of a wrong one to know it by. */
  private static final int LONGEST_NAME = 60;

  /** A constructor that does nothing, as it should, needs no time. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final ClassLoader server;
  private final Staging staging;
  private final JarLimits limits;
  private final Predicate<String> admitted;
  private final Duration constructorLimit;

  /**
   * Creates a reader.
   *
   * @param server the loader that the shared packages come from
   */
  public PluginReader(ClassLoader server, Staging staging, JarLimits limits) {
    this(server, staging, limits, folder -> true);
  }

  /**
   * Creates a reader that does not look into everything.
   *
   * @param admitted by the name of the folder or jar; of the others no class is loaded
   */
  public PluginReader(
      ClassLoader server, Staging staging, JarLimits limits, Predicate<String> admitted) {
    this(server, staging, limits, admitted, LIMIT);
  }

  private PluginReader(
      ClassLoader server,
      Staging staging,
      JarLimits limits,
      Predicate<String> admitted,
      Duration constructorLimit) {
    this.server = server;
    this.staging = staging;
    this.limits = limits;
    this.admitted = admitted;
    this.constructorLimit = constructorLimit;
  }

  /** The same reader with another limit than 10 s for the constructors of an entry. */
  public PluginReader givingUpAfter(Duration limit) {
    return new PluginReader(server, staging, limits, admitted, limit);
  }

  /** Reads an entry; its plugins are ready to be started. */
  public PluginEntry read(Path origin) {
    String revision = "";
    try {
      revision = JarRevision.of(origin);
      PluginEntry unread = PluginEntry.of(origin, revision, origin);
      if (!admitted.test(unread.folder())) {
        return unread.refused(PluginProblems.LEFT_OUT.because(origin.toString()));
      }
      Path classPath = staging.stage(origin);
      if (!JarRevision.of(origin).equals(revision)) {
        throw new IOException("it changes while it is being read");
      }
      return load(PluginEntry.of(origin, revision, classPath));
    } catch (IOException e) {
      return PluginEntry.of(origin, revision, origin)
          .refused(PluginProblems.UNREADABLE.because(origin + ": " + e.getMessage()));
    }
  }

  private PluginEntry load(PluginEntry entry) {
    List<PluginDescriptor> plugins = new ArrayList<>();
    Optional<Problem> problem = Optional.empty();
    try {
      List<Path> jars = jars(entry.classPath());
      for (Path jar : jars) {
        limits.check(jar);
        Contract.check(jar);
      }
      problem = jars.isEmpty() ? noProvider(entry) : load(entry, jars, plugins);
    } catch (ProblemException e) {
      problem = Optional.of(e.problem());
    } catch (IOException | IllegalArgumentException e) {
      // The latter by the JDK, for names in the jar that are no UTF-8.
      problem =
          Optional.of(PluginProblems.UNREADABLE.because(entry.origin() + ": " + e.getMessage()));
    }
    return problem.map(entry::refused).orElse(entry).with(plugins);
  }

  /** The jars of a folder, or the loose jar itself. */
  static List<Path> jars(Path classPath) throws IOException {
    if (!Files.isDirectory(classPath)) {
      return List.of(classPath);
    }
    try (Stream<Path> files = Files.list(classPath)) {
      return files.filter(PluginEntry::isJar).sorted().toList();
    }
  }

  private Optional<Problem> load(PluginEntry entry, List<Path> jars, List<PluginDescriptor> plugins)
      throws IOException {
    URL[] urls = new URL[jars.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = jars.get(i).toUri().toURL();
    }
    @SuppressWarnings("resource") // It lives as long as its plugins.
    PluginClassLoader loader = new PluginClassLoader(entry.loaderName(), urls, server);
    List<Problem> problems = new ArrayList<>();
    LimitedCall.Outcome outcome =
        LimitedCall.run(
            new PluginThreads(entry.folder(), loader).factory("load-" + entry.folder()),
            constructorLimit,
            () -> accept(entry, loader, plugins, problems));
    switch (outcome) {
      case LimitedCall.Outcome.Done _ -> {}
      // The boundary to foreign code: a provider that cannot be linked throws an Error.
      case LimitedCall.Outcome.Failed(Throwable failure) ->
          problems.add(
              PluginProblems.BROKEN.because(
                  entry.origin() + ": " + PlainText.of(failure, LONGEST_REASON)));
      case LimitedCall.Outcome.Overdue(_, String stack, _) -> {
        LOG.log(Level.ERROR, () -> "making the plugin of " + entry.origin() + " hangs\n" + stack);
        problems.add(
            PluginProblems.BROKEN.because(
                entry.origin() + ": its constructor took longer than " + constructorLimit));
      }
    }
    if (plugins.isEmpty()) {
      loader.close();
    }
    return problems.isEmpty() && plugins.isEmpty()
        ? noProvider(entry)
        : problems.stream().findFirst();
  }

  private static Optional<Problem> noProvider(PluginEntry entry) {
    return Optional.of(PluginProblems.NO_PROVIDER.because(entry.origin().toString()));
  }

  private void accept(
      PluginEntry entry,
      PluginClassLoader loader,
      List<PluginDescriptor> plugins,
      List<Problem> problems)
      throws IOException {
    Reference reference = reference(entry.folder(), loader, limits.text().toInt());
    Optional<String> fault = reference.fault();
    if (fault.isPresent()) {
      problems.add(PluginProblems.BAD_DEFAULTS.because(entry.origin() + ": " + fault.get()));
      return;
    }
    for (ServiceLoader.Provider<Plugin> provider :
        ServiceLoader.load(Plugin.class, loader).stream().limit(MOST_PROVIDERS).toList()) {
      Plugin plugin = provider.get();
      String name = plugin.name();
      if (name == null || !PluginName.isWellFormed(name) || PluginName.isReserved(name)) {
        String shown = PlainText.clean(name, LONGEST_NAME).replaceAll("\\p{Cntrl}", "?");
        problems.add(PluginProblems.BAD_NAME.because("'" + shown + "' in " + entry.origin()));
        continue;
      }
      Class<? extends Record> configuration = plugin.configuration();
      Optional<String> unfit = Bindable.fault(configuration);
      if (unfit.isPresent()) {
        problems.add(
            PluginProblems.BAD_CONFIGURATION_TYPE.because(
                name + " in " + entry.origin() + ": " + unfit.get()));
      } else {
        loader.countPlugin();
        plugins.add(
            new PluginDescriptor(
                name,
                provider.type(),
                configuration,
                loader,
                reference,
                entry.origin().toString(),
                entry.revision()));
      }
    }
  }

  private static Reference reference(String folder, PluginClassLoader loader, int most)
      throws IOException {
    URL resource = loader.findResource("reference.conf");
    String origin = "reference.conf of " + folder;
    return resource == null ? Reference.none(origin) : Reference.of(origin, resource, most);
  }
}
