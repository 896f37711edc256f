package dev.holdfast.console;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Commands as a person types them, against a server on this machine. */
abstract class TypedAgainstAServer {
  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();
  @TempDir Path base;
  AdminServer server = open();

  private static AdminServer open() {
    try {
      return new AdminServer();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  final void announce() throws IOException {
    server.runsOn(base);
  }

  @AfterEach
  final void close() {
    server.close();
  }

  final int type(String... words) {
    return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), words);
  }

  /** With the base of the server. */
  final int typeOnBase(String... words) {
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--base", base.toString()));
    return type(line.toArray(String[]::new));
  }
}
