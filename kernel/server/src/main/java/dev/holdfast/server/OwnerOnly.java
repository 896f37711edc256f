package dev.holdfast.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The rights of a file that only this process' user may read, in the words of its file system. */
final class OwnerOnly {
  private OwnerOnly() {}

  /** What to hand over when the file is made; nothing where the file system knows no rights. */
  static FileAttribute<?>[] of(Path directory) throws IOException {
    Set<String> views = directory.getFileSystem().supportedFileAttributeViews();
    if (views.contains("posix")) {
      return new FileAttribute<?>[] {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
      };
    }
    return views.contains("acl")
        ? new FileAttribute<?>[] {new AccessList(List.of(everythingFor(user(directory))))}
        : new FileAttribute<?>[0];
  }

  /**
   * Takes a directory that is ours away from other users: the group may read, and nobody else
   * anything, whatever the umask was. What lies in it is out of their reach with it.
   */
  static void closeToOthers(Path directory) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(directory, PosixFileAttributeView.class);
    if (view == null || !isOurs(view.readAttributes().owner())) {
      return;
    }
    Set<PosixFilePermission> before = view.readAttributes().permissions();
    Set<PosixFilePermission> after = EnumSet.copyOf(before);
    after.retainAll(PosixFilePermissions.fromString("rwxr-x---"));
    if (!after.equals(before)) {
      view.setPermissions(after);
    }
  }

  /** Only its owner may change a mode; root could, but another user's directory is not ours. */
  private static boolean isOurs(UserPrincipal owner) {
    return owner.getName().equals(System.getProperty("user.name"));
  }

  private static UserPrincipal user(Path directory) throws IOException {
    return directory
        .getFileSystem()
        .getUserPrincipalLookupService()
        .lookupPrincipalByName(System.getProperty("user.name"));
  }

  private static AclEntry everythingFor(UserPrincipal user) {
    return AclEntry.newBuilder()
        .setType(AclEntryType.ALLOW)
        .setPrincipal(user)
        .setPermissions(EnumSet.allOf(AclEntryPermission.class))
        .build();
  }

  /** The JDK has a name for this attribute, but no class. */
  private record AccessList(List<AclEntry> value) implements FileAttribute<List<AclEntry>> {
    @Override
    public String name() {
      return "acl:acl";
    }
  }
}
