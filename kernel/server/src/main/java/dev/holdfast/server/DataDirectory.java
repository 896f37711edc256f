package dev.holdfast.server;

import dev.holdfast.server.process.OwnProcess;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The directory that belongs to one running server at a time, with the note that says who that is
 * and the token by which the local command line operates it.
 */
final class DataDirectory implements AutoCloseable {
  private final Path directory;
  private final Path note;
  private final FileChannel channel;
  private final FileLock lock;
  private final LocalToken token;

  private DataDirectory(Path directory, FileChannel channel, FileLock lock, LocalToken token) {
    this.directory = directory;
    this.note = directory.resolve("run").resolve("server.properties");
    this.channel = channel;
    this.lock = lock;
    this.token = token;
  }

  /**
   * Takes the directory, making it when it is missing.
   *
   * @throws ProblemException it cannot be written, or another server has it
   */
  static DataDirectory take(Path directory) {
    try {
      Path run = Files.createDirectories(directory.resolve("run"));
      FileChannel channel =
          FileChannel.open(
              run.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new ProblemException(ServerProblems.ALREADY_RUNNING.because(directory.toString()));
      }
      DataDirectory taken = new DataDirectory(directory, channel, lock, writeToken(run, channel));
      // Left by a server that was killed.
      Files.deleteIfExists(taken.note);
      return taken;
    } catch (IOException e) {
      throw new ProblemException(ServerProblems.NOT_WRITABLE.because(e.toString()), e);
    }
  }

  /** Only after the lock: the token of a server that runs must stay. */
  private static LocalToken writeToken(Path run, FileChannel locked) throws IOException {
    try {
      return LocalToken.write(run);
    } catch (IOException e) {
      locked.close();
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
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

  /** Leaves a first note: who has the directory, though it does not listen yet. */
  void announce(long pid, String born) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("pid", Long.toString(pid));
    properties.setProperty("born", born);
    write(properties);
  }

  /** Leaves the note by which the command line finds the server. */
  void announce(URI url, String version, Instant started) throws IOException {
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
    Path half = note.resolveSibling("server.crt.new");
    Files.writeString(half, pem);
    Files.move(half, note.resolveSibling("server.crt"), StandardCopyOption.ATOMIC_MOVE);
  }

  private void write(Properties properties) throws IOException {
    if (System.getenv("NOTIFY_SOCKET") != null) {
      // Who ends this server by hand should know that it would be started again.
      properties.setProperty("systemd", "true");
    }
    Path half = note.resolveSibling("server.properties.new");
    try (OutputStream out = Files.newOutputStream(half)) {
      properties.store(out, "the server that runs on this data directory");
    }
    Files.move(half, note, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() throws IOException {
    if (!channel.isOpen()) {
      return;
    }
    try (channel;
        lock) {
      Files.deleteIfExists(note);
      token.remove();
    }
  }
}
