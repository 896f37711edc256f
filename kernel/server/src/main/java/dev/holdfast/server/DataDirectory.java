package dev.holdfast.server;

import dev.holdfast.server.process.DirectoryLock;
import dev.holdfast.server.process.OwnProcess;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Secret;
import dev.holdfast.spi.support.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The directory that belongs to one running server at a time, with the note that says who that is
 * and the token by which the local command line operates it.
 *
 * <p>The lock says who owns it, not the note: a note is copied with the directory, and stays behind
 * after a crash. So the note names the inode of the directory that it was written in, which no copy
 * has.
 */
final class DataDirectory implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.holdfast.server");
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Path directory;
  private final Path note;
  private final DirectoryLock lock;
  private final LocalToken token;
  private final CountDownLatch closed = new CountDownLatch(1);
  private Properties announced = new Properties();

  private DataDirectory(Path directory, DirectoryLock lock, LocalToken token) {
    this.directory = directory;
    this.note = noteIn(directory);
    this.lock = lock;
    this.token = token;
  }

  private static Path noteIn(Path directory) {
    return directory.resolve("run").resolve("server.properties");
  }

  /**
   * Takes the directory, making it when it is missing, and closes it to other users.
   *
   * @throws ProblemException it cannot be written, or another server has it
   */
  static DataDirectory take(Path directory) {
    try {
      refuseLink(directory.resolve("run"));
      Path run = Files.createDirectories(directory.resolve("run"));
      OwnerOnly.closeToOthers(directory);
      OwnerOnly.closeToOthers(run);
      DirectoryLock lock =
          DirectoryLock.take(run.resolve("lock")).orElseThrow(() -> taken(directory.toString()));
      try {
        refuseLivingOwner(directory);
        DataDirectory taken = new DataDirectory(directory, lock, LocalToken.write(run));
        // Left by a server that was killed.
        Files.deleteIfExists(taken.note);
        return taken;
      } catch (IOException | ProblemException e) {
        // Only after the lock: note and token of a server that runs must stay.
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new ProblemException(ServerProblems.NOT_WRITABLE.because(e.toString()), e);
    }
  }

  /** Who can lay a link there could have us write and delete in another folder. */
  static void refuseLink(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      throw new ProblemException(
          ServerProblems.LINK.because(path + " leads to " + Files.readSymbolicLink(path)));
    }
  }

  private static ProblemException taken(String why) {
    return new ProblemException(ServerProblems.ALREADY_RUNNING.because(why));
  }

  /** The lock of a server that runs may have been deleted a moment ago. */
  private static void refuseLivingOwner(Path directory) throws IOException {
    Properties left = new Properties();
    try (InputStream in = Files.newInputStream(noteIn(directory))) {
      left.load(in);
      long pid = Long.parseLong(left.getProperty("pid", "0"));
      if (OwnProcess.isAnotherThatLives(pid, left.getProperty("born", ""))
          && inode(directory).equals(left.getProperty("inode"))) {
        throw taken(directory + ", pid " + pid);
      }
    } catch (NoSuchFileException | IllegalArgumentException e) {
      LOG.log(Level.DEBUG, "no note of an earlier server", e);
    }
  }

  private static String inode(Path directory) throws IOException {
    return String.valueOf(DirectoryLock.inode(directory.resolve("run")));
  }

  Path path() {
    return directory;
  }

  /** What servers on this directory tell each other, and those who watch them. */
  Path run() {
    return directory.resolve("run");
  }

  /** What {@code run/admin.token} holds from now until the end. */
  Secret adminToken() {
    return token.secret();
  }

  /**
   * Looks once a second whether the directory is still ours, and puts back what was deleted of
   * lock, note and token.
   *
   * @param lost is told once that another server has it now
   */
  void watch(Runnable lost) {
    Thread.ofPlatform()
        .daemon()
        .name("holdfast-lock")
        .start(() -> {
          try {
            while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
              if (look() == DirectoryLock.Look.LOST) {
                LOG.log(
                    Level.ERROR,
                    () -> ServerProblems.LOCK_LOST.because(lockFile().toString()).sentence());
                lost.run();
                return;
              }
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private Path lockFile() {
    return run().resolve("lock");
  }

  synchronized DirectoryLock.Look look() {
    try {
      DirectoryLock.Look look = lock.look();
      if (look == DirectoryLock.Look.TAKEN_AGAIN) {
        LOG.log(
            Level.WARNING,
            () -> ServerProblems.LOCK_DELETED.because(lockFile().toString()).sentence());
      }
      if (look != DirectoryLock.Look.LOST && lock.isOpen()) {
        token.keep();
        if (look == DirectoryLock.Look.TAKEN_AGAIN || !Files.exists(note)) {
          write(announced);
        }
      }
      return look;
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the lock cannot be looked at now", e);
      return DirectoryLock.Look.HELD;
    }
  }

  /** Leaves a first note: who has the directory, though it does not listen yet. */
  synchronized void announce(long pid, String born) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("pid", Long.toString(pid));
    properties.setProperty("born", born);
    write(properties);
  }

  /** Leaves the note by which the command line finds the server. */
  synchronized void announce(URI url, String version, Instant started) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("url", url.toString());
    properties.setProperty("pid", Long.toString(OwnProcess.pid()));
    properties.setProperty("born", OwnProcess.born());
    properties.setProperty("version", version);
    properties.setProperty("started", started.toString());
    write(properties);
  }

  /** Leaves the certificate by which the command line knows the server. */
  void writeCertificate(String pem) throws IOException {
    AtomicFile.write(note.resolveSibling("server.crt"), pem);
  }

  private void write(Properties properties) throws IOException {
    announced = properties;
    properties.setProperty("inode", inode(directory));
    if (System.getenv("NOTIFY_SOCKET") != null) {
      // Who ends this server by hand should know that it would be started again.
      properties.setProperty("systemd", "true");
    }
    AtomicFile.write(note, properties, "the server that runs on this data directory");
  }

  @Override
  public synchronized void close() throws IOException {
    closed.countDown();
    if (!lock.isOpen()) {
      return;
    }
    try (lock) {
      if (lock.look() != DirectoryLock.Look.LOST) {
        Files.deleteIfExists(note);
        token.remove();
      }
    }
  }
}
