package dev.holdfast.server.plugin.loading;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Files that operating systems, editors and downloads leave beside others: nobody means them when
 * he copies a plugin, and they come and go by themselves.
 */
final class StrayFiles {
  private static final Set<String> NAMES =
      Set.of("__macosx", "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "lost+found");
  private static final List<String> ENDINGS =
      List.of(
          "~",
          ".swp",
          ".swo",
          ".swx",
          ".bak",
          ".orig",
          ".rej",
          ".new",
          ".old",
          ".part",
          ".partial",
          ".filepart",
          ".crdownload",
          ".download",
          ".opdownload",
          ".tmp",
          ".temp");

  private StrayFiles() {}

  /** Whether a file or folder of this name is nothing. */
  static boolean contain(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return name.startsWith(".")
        || name.startsWith("~$")
        || (name.startsWith("#") && name.endsWith("#"))
        || NAMES.contains(name)
        || ENDINGS.stream().anyMatch(name::endsWith);
  }
}
