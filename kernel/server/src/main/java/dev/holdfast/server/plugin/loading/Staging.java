package dev.holdfast.server.plugin.loading;

import java.io.IOException;
import java.nio.file.Path;

/** Where a plugin is loaded from: not necessarily from where its owner has put it. */
@FunctionalInterface
public interface Staging {
  /** As it lies. */
  Staging IN_PLACE = entry -> entry;

  /**
   * Makes a jar or a folder ready to be loaded.
   *
   * @return a jar or a folder of the same content
   */
  Path stage(Path entry) throws IOException;
}
