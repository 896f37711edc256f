package dev.holdfast.tools.comparison;

import dev.holdfast.spi.support.FileTree;
import dev.holdfast.tools.load.DurableSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Append, fsync, answer, and nothing else; see {@link DurableSink}. */
record BareLoopPeer(PeerLoad load, Path directory) implements MeasuredPeer {
  @Override
  public String name() {
    return "append, fsync, answer";
  }

  @Override
  public void measure(PeerTable table) throws IOException {
    Path files = Files.createDirectories(directory.resolve("bare-loop"));
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            DurableSink.class.getName(),
            files.toString());
    try (PeerProcess loop = PeerProcess.start(command)) {
      loop.measure(name(), load, table);
    } finally {
      FileTree.delete(files);
    }
  }
}
