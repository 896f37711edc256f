package dev.holdfast.server.examination;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.Size;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Whether the data directory can be written, and what kind of disk it is on. */
public final class DirectoryCheck {
  private static final Pattern NETWORK =
      Pattern.compile(
          "nfs\\d?|cifs|smb.*|9p|afpfs|webdav|ncpfs|fuse\\.(sshfs|s3fs|rclone)|ceph|lustre");
  private static final Set<String> MEMORY = Set.of("tmpfs", "ramfs");

  private DirectoryCheck() {}

  /**
   * Looks at the directory, or where it would be made.
   *
   * @param notWritable what a server would say that cannot write there
   */
  public static void run(Path data, Problem notWritable, Report report) {
    Path present = data;
    while (!Files.exists(present)) {
      Path parent = present.getParent();
      if (parent == null) {
        break;
      }
      present = parent;
    }
    try {
      // Rights say little (read-only mounts, root, ACLs): only writing tells.
      Files.delete(Files.createTempFile(present, "holdfast-doctor", ".tmp"));
      FileStore store = Files.getFileStore(present);
      String made = present.equals(data) ? "" : " (not there yet; the first start makes it)";
      String type = store.type();
      report.ok(
          "data directory",
          data + made + ", " + new Size(store.getUsableSpace()) + " free, file system " + type);
      kind(data, type.toLowerCase(Locale.ROOT), report);
    } catch (IOException e) {
      report.fail("data directory", notWritable.because(e.toString()));
    }
  }

  private static void kind(Path data, String type, Report report) {
    if (NETWORK.matcher(type).matches()) {
      report.warn("file system", ExaminationProblems.NOT_LOCAL.because(data + " is on " + type));
    } else if (MEMORY.contains(type)) {
      report.warn("file system", ExaminationProblems.IN_MEMORY.because(data + " is on " + type));
    }
  }
}
