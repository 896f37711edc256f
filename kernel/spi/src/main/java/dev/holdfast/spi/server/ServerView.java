package dev.holdfast.spi.server;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The state of the server. The kernel offers it: {@code context.require(ServerView.class)} never
 * waits.
 *
 * <p>All methods may be called from any thread, return a copy of the state at that moment, and do
 * no I/O unless they say so.
 */
public interface ServerView {

  /** The version of Holdfast. */
  String version();

  /** When this process took up its work. */
  Instant startedAt();

  /** Where it listens; empty until the port is open. */
  Optional<URI> url();

  /** Where the log files are. */
  Path logDirectory();

  /**
   * Where the process around the server leaves a JSON file for each of its ends that nobody wanted;
   * it may not exist. Whoever has told people of one may delete it.
   */
  Path obituaryDirectory();

  /** The configuration in force, as HOCON, with every secret masked. */
  String configuration();

  /** What is known of everybody's health, by name. */
  List<Finding> findings();

  /** All plugins, in the order in which they came. */
  List<PluginStatus> plugins();

  /** What stands on the alert board, by key. */
  List<StandingAlert> alerts();

  /**
   * What has changed since, oldest first. The kernel keeps the last {@value #CHANGES}; a first
   * number that is more than one above what was asked for says that some are gone.
   *
   * @param after the number of the last one that is known; 0 for all
   */
  List<Change> changes(long after);

  /** How many changes are kept. */
  int CHANGES = 2_000;

  /**
   * Figures of /metrics, those of histograms and timers as {@code _count}, {@code _sum} and {@code
   * _max}, in one pass over all meters. Only meters whose name is wanted are read, so ask for few,
   * and not more than once a second.
   *
   * @param wanted of the exact names as Prometheus shows them, such as {@code Set.of(…)::contains}
   * @return one for each name and set of labels, in no order; empty when there is none
   */
  List<Measure> measures(Predicate<String> wanted);

  /**
   * The figures of one name. For several names at once, {@link #measures(Predicate)} is cheaper.
   */
  default List<Measure> measures(String name) {
    return measures(name::equals);
  }

  /**
   * The plugin that a class belongs to.
   *
   * @param className such as {@code dev.holdfast.example.ExamplePlugin}
   * @return empty for classes of the JDK, of the kernel and of libraries that several plugins have
   */
  Optional<String> pluginOf(String className);
}
