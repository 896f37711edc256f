package dev.holdfast.server.plugin.loading;

import dev.holdfast.spi.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One folder or loose jar of the plugin directory, as it was read.
 *
 * @param origin where its owner has put it
 * @param revision of the origin when it was read; empty when it could not be looked at
 * @param classPath what its classes are loaded from
 * @param plugins those that can be used, often one
 * @param refusal why something of it cannot be used
 */
public record PluginEntry(
    Path origin,
    String revision,
    Path classPath,
    List<PluginDescriptor> plugins,
    Optional<Problem> refusal) {

  static PluginEntry of(Path origin, String revision, Path classPath) {
    return new PluginEntry(origin, revision, classPath, List.of(), Optional.empty());
  }

  /** The same, refused. */
  public PluginEntry refused(Problem problem) {
    return new PluginEntry(origin, revision, classPath, plugins, Optional.of(problem));
  }

  /** The same with other plugins. */
  PluginEntry with(List<PluginDescriptor> others) {
    return new PluginEntry(origin, revision, classPath, List.copyOf(others), refusal);
  }

  /** The same without those that are not wanted. */
  public PluginEntry keeping(Predicate<PluginDescriptor> wanted) {
    return with(plugins.stream().filter(wanted).toList());
  }

  /** The name of the folder or jar, without its ending. */
  public String folder() {
    return origin.getFileName().toString().replaceFirst("\\.jar$", "");
  }

  /** The private copy's folder, which is another one for each version. */
  String loaderName() {
    Path parent = classPath.getParent();
    boolean looseCopy = isJar(classPath) && !classPath.equals(origin);
    Path named = looseCopy && parent != null ? parent : classPath;
    return named.getFileName().toString().replaceFirst("\\.jar$", "");
  }

  /** What classes are loaded from. */
  static boolean isJar(Path path) {
    return path.getFileName().toString().endsWith(".jar") && !StrayFiles.contain(path);
  }
}
