package dev.holdfast.server;

import dev.holdfast.spi.Secret;
import dev.holdfast.spi.support.AtomicFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
import java.util.Set;

/**
 * The token by which the command line of this machine may operate the server: whoever can read the
 * file is the server's user, or root.
 *
 * <p>It is new at each start. One that stayed behind after a crash opens nothing, so it does no
 * harm when the command line sends it to a stranger who has taken the port in the meantime.
 */
final class LocalToken {
  private static final Logger LOG = System.getLogger("dev.holdfast.server");

  /** As hard to guess as a key of 256 bits. */
  private static final int BYTES = 32;

  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");

  private final Path file;
  private final Secret secret;

  private LocalToken(Path file, Secret secret) {
    this.file = file;
    this.secret = secret;
  }

  /**
   * Makes a token and writes it to {@code admin.token}, in place of the one of an earlier start.
   *
   * @param run an existing directory that belongs to this server alone
   * @throws IOException it cannot be written
   */
  static LocalToken write(Path run) throws IOException {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    LocalToken token = new LocalToken(run.resolve("admin.token"), new Secret(text));
    token.write();
    return token;
  }

  /** Puts the file back when it is gone. */
  void keep() throws IOException {
    if (!Files.exists(file)) {
      write();
    }
  }

  private void write() throws IOException {
    Path run = Objects.requireNonNull(file.getParent());
    AtomicFile.write(file, secret.value() + "\n", OwnerOnly.of(run));
    warnIfOthersCanRead(file);
  }

  /** Some mounts (FAT, shares of Windows) give every file the same rights, whatever was asked. */
  private static void warnIfOthersCanRead(Path file) throws IOException {
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")
        && !OWNER.containsAll(Files.getPosixFilePermissions(file))) {
      LOG.log(
          Level.WARNING, () -> ServerProblems.TOKEN_EXPOSED.because(file.toString()).sentence());
    }
  }

  Secret secret() {
    return secret;
  }

  /** Takes the file away; the token itself ends with the process. */
  void remove() throws IOException {
    Files.deleteIfExists(file);
  }
}
