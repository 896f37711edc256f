package dev.holdfast.server.supervision;

import org.jspecify.annotations.Nullable;

/**
 * What a plugin is to be. The last order counts, whatever was under way when it came: an order only
 * writes this down and ends what runs; {@link Lifecycle#reconcile} brings the plugin there.
 */
sealed interface Wanted {
  /** It is to run. */
  record Up() implements Wanted {}

  /** It is to be left alone, in this state: Paused or Quarantined. */
  record Resting(PluginState state) implements Wanted {}

  /** It is to be forgotten once it has ended. */
  record Gone() implements Wanted {}

  /** Why a plugin that is to run does not start at once. */
  sealed interface Obstacle {
    /**
     * Nobody offers a service that it needs.
     *
     * @param service null when only a new start can tell; its name alone would also fit another
     *     plugin's copy of the class
     */
    record Missing(@Nullable Class<?> service, String name) implements Obstacle {}

    /** It has failed; how long it is left alone is decided when it has ended. */
    record Failed(Throwable failure) implements Obstacle {}

    /** It is left alone for a while behind a failure. */
    record Pausing() implements Obstacle {}
  }
}
