package dev.holdfast.console.supervise;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.holdfast.console.instance.Notes;
import dev.holdfast.console.instance.ProcessIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;

/**
 * Leaves a note as the server does, answers three questions, and then nothing more. With a status
 * as its second argument it answers every question with that.
 */
public final class SilentServer {
  static final String STUCK = "standsStillHere";
  private static final int ANSWERS = 3;

  private SilentServer() {}

  /** Called with the file of the note, and the status if it shall not fall silent. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (ServerSocket listening = new ServerSocket(0, 64, InetAddress.getLoopbackAddress())) {
      Properties note = new Properties();
      ProcessIdentity self = ProcessIdentity.ofThisProcess();
      note.setProperty("pid", Long.toString(self.pid()));
      note.setProperty("born", self.born());
      note.setProperty("url", "http://127.0.0.1:" + listening.getLocalPort());
      Notes.write(Path.of(arguments[0]), note, "a server that falls silent");
      boolean talks = arguments.length > 1;
      String answer = "HTTP/1.1 " + (talks ? arguments[1] : "200") + " Any\r\n\r\n";
      for (int i = 0; talks || i < ANSWERS; i++) {
        try (Socket socket = listening.accept()) {
          socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
        }
      }
      standsStillHere();
    }
  }

  private static void standsStillHere() throws InterruptedException {
    new CountDownLatch(1).await();
  }
}
