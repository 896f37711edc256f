package dev.holdfast.console;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** There is one supervisor for a data directory; the system takes the lock back from a dead one. */
final class SupervisorLock implements AutoCloseable {
  private final FileChannel channel;

  private SupervisorLock(FileChannel channel) {
    this.channel = channel;
  }

  static SupervisorLock take(InstanceFiles files) {
    Path file = files.supervisorLock();
    try {
      Files.createDirectories(files.run());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw ProcessFailures.supervisedAlready(files.data());
      }
      return new SupervisorLock(channel);
    } catch (IOException e) {
      throw ProcessFailures.notWritable(file, e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      System.err.println("holdfast: the supervisor's lock cannot be given back: " + e);
    }
  }
}
