package dev.holdfast.server.deployment;

import dev.holdfast.server.plugin.loading.JarRevision;
import dev.holdfast.server.plugin.loading.PluginDiscovery;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks at the plugin directories again and again. Looking is portable, works on network disks and
 * costs some microseconds a jar; what the operating systems offer instead does neither.
 *
 * <p>What has the same sizes and times in two looks is complete, as far as anybody can tell; what
 * is absent in two looks is gone. A directory that cannot be seen at all says nothing: a disk that
 * was unmounted must not stop every plugin.
 */
final class FolderWatch {
  private static final Logger LOG = System.getLogger("dev.holdfast.deployment");

  private final List<Path> directories;
  private Map<Path, String> before = Map.of();
  private String complaint = "";

  FolderWatch(List<Path> directories) {
    this.directories = List.copyOf(directories);
  }

  /**
   * What one look has shown.
   *
   * @param stable entries that have not changed since the last look, with their revisions
   * @param present all that are there or were there at the last look
   * @param blind directories that could not be seen
   */
  record Look(Map<Path, String> stable, Set<Path> present, Set<Path> blind) {
    boolean isGone(Path entry) {
      return !present.contains(entry) && !blind.contains(entry.getParent());
    }
  }

  Look look() {
    Map<Path, String> now = new HashMap<>();
    Set<Path> blind = new HashSet<>();
    for (Path directory : directories) {
      try {
        look(directory, now, blind);
      } catch (IOException e) {
        blind.add(directory);
        complain("the plugin directory " + directory + " cannot be read: " + e);
      }
    }
    Map<Path, String> stable = new HashMap<>(now);
    stable.entrySet().retainAll(before.entrySet());
    Set<Path> present = new HashSet<>(now.keySet());
    present.addAll(before.keySet());
    before = now;
    return new Look(stable, present, blind);
  }

  private static void look(Path directory, Map<Path, String> now, Set<Path> blind)
      throws IOException {
    if (!Files.isDirectory(directory)) {
      blind.add(directory);
      return;
    }
    for (Path entry : PluginDiscovery.entries(directory)) {
      try {
        now.put(entry, JarRevision.of(entry));
      } catch (NoSuchFileException e) {
        // It goes or changes at this moment; the next look will tell.
        LOG.log(Level.DEBUG, () -> entry + " went while it was looked at", e);
      }
    }
  }

  /** The same complaint once. */
  private void complain(String what) {
    if (!what.equals(complaint)) {
      complaint = what;
      LOG.log(Level.WARNING, what);
    }
  }
}
