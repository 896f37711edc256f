package dev.holdfast.tools.comparison;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;

/** A JVM that starts and ends: what no server in Java can undercut. */
record BareJvmPeer() implements MeasuredPeer {
  @Override
  public String name() {
    return "java -version";
  }

  @Override
  public void measure(PeerTable table) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    long begin = System.nanoTime();
    Process process =
        new ProcessBuilder(java.toString(), "-version")
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    try {
      int code = process.waitFor();
      if (code != 0) {
        throw new IOException("it ended with " + code);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return;
    }
    table.add(PeerLoad.START, name(), (System.nanoTime() - begin) / 1e6);
  }
}
