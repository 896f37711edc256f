package dev.holdfast.spi;

/**
 * A unit that the kernel loads, starts, watches, restarts and stops.
 *
 * <p>Found by {@link java.util.ServiceLoader}: name the class in {@code
 * META-INF/services/dev.holdfast.spi.Plugin}. It needs a public constructor without arguments,
 * which must do nothing. A restart always makes a new instance, so no field survives a restart.
 */
public interface Plugin {

  /**
   * The name of the configuration block ({@code holdfast.<name>}), of the health entries and of the
   * {@code plugin} label on metrics.
   *
   * @return {@code [a-z][a-z0-9-]*}, at most 40 characters, unique in the server
   */
  String name();

  /**
   * The record that {@code holdfast.<name>} is bound to. It is known before anything starts, so
   * that every mistake in every block is reported at once. Defaults belong into the plugin's {@code
   * reference.conf}, which must hold every key that has one.
   *
   * @return the type to ask for with {@link PluginContext#config}
   */
  default Class<? extends Record> configuration() {
    return NoConfiguration.class;
  }

  /**
   * Says what in the plugin's settings a start would refuse, beyond what types and {@link Range}
   * say: an address that is none, a schedule that cannot be read, two settings that contradict each
   * other. Called before each start, by {@code plugins reload}, {@code holdfast check-config} and
   * {@code holdfast doctor}, so that all four give the same answer; a start is not made when
   * something is refused. Called on a fresh instance that is never started, which is interrupted
   * after 10 s. It reads no more than the files that the settings name, opens no connection and
   * changes nothing.
   *
   * @param validation what to look at, and where to say what is wrong
   * @throws Exception a {@link ProblemException} refuses the whole block; anything else is a
   *     mistake in the plugin: it is a warning, and the start goes on
   */
  default void validate(Validation validation) throws Exception {}

  /**
   * Acquires, registers and returns. Called on a platform thread of the supervisor, never twice on
   * one instance. Long work belongs into a {@linkplain PluginContext#worker worker}.
   *
   * @param context all that the plugin can use; it takes back what it handed out, however the start
   *     ends
   * @throws ServiceMissing from {@link PluginContext#require}, passed on: the plugin waits and is
   *     started again when the service is there
   * @throws Exception anything else leaves the plugin down, to be retried with backoff, and the
   *     server up
   */
  void start(PluginContext context) throws Exception;

  /**
   * Ends work in progress. What the context handed out is still usable and is released afterwards
   * by the kernel, in reverse order. Called once after a start that succeeded.
   *
   * @throws Exception is logged; the release goes on
   */
  default void stop() throws Exception {}

  /**
   * Looks at what the plugin needs, for {@code holdfast doctor}: on a fresh instance that is never
   * started, in a process of its own, while the server is down or beside it. It must change
   * nothing; a temporary file that is deleted again is allowed. Called on a platform thread, which
   * is interrupted after 60 s; what it has not said by then is lost.
   *
   * @param examination what to ask and where to put the answers
   * @throws Exception is shown as a failure of this plugin alone
   */
  default void examine(Examination examination) throws Exception {}

  /** The configuration of a plugin that has none. */
  record NoConfiguration() {}
}
