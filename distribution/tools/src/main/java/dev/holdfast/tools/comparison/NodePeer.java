package dev.holdfast.tools.comparison;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A small WebSocket server for Node that appends, forces and answers in groups, as this one. */
record NodePeer(PeerLoad load, Path directory) implements MeasuredPeer {
  private static final String SCRIPT = "append-and-answer.mjs";

  @Override
  public String name() {
    return "Node: append, fsync, answer";
  }

  @Override
  public void measure(PeerTable table) throws IOException {
    Path script = directory.resolve(SCRIPT);
    Path file = directory.resolve("node-events");
    try (InputStream text = Objects.requireNonNull(NodePeer.class.getResourceAsStream(SCRIPT))) {
      Files.write(script, text.readAllBytes());
    }
    try (PeerProcess node =
        PeerProcess.start(List.of("node", script.toString(), file.toString()))) {
      node.measure(name(), load, table);
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(script);
    }
  }
}
