package dev.holdfast.spi.server;

import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.ProblemException;
import java.io.IOException;
import java.util.List;

/**
 * What a plugin keeps on disk on behalf of other plugins, by their names, such as the places of
 * their readers. Contribute one ({@link PluginContext#contribute}); {@code holdfast plugins purge
 * NAME} asks all of them when the plugin of that name was removed for good. The kernel itself takes
 * the data folder of that plugin.
 *
 * <p>Called on a thread of the caller, for one plugin at a time, and only for names that no plugin
 * in the folder has.
 */
public interface Leftovers {

  /**
   * What is kept for a plugin now; changes nothing.
   *
   * @return empty when nothing is kept for it, also for a name that was never heard
   */
  List<Leftover> of(String plugin) throws IOException;

  /**
   * Deletes all that {@link #of} tells, for good. After a failure a second call deletes the rest.
   *
   * @param force also what is precious; without it look again, for it may have become so meanwhile
   * @throws ProblemException something is precious, and it is not forced
   */
  void purge(String plugin, boolean force) throws IOException;

  /**
   * One thing that is kept.
   *
   * @param what in words, with its size, on one line
   * @param precious whether data would be lost that is nowhere else; it is purged only with force
   */
  record Leftover(String what, boolean precious) {}
}
