package dev.holdfast.tools.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** What the sinks say: the answer to the handshake, and acknowledgements. */
final class ServerSide {
  private ServerSide() {}

  /** Reads the request of a client and takes it as it is. */
  static void accept(InputStream in, OutputStream out) throws IOException {
    String key =
        ClientHandshake.fields(ClientHandshake.readHead(in)).getOrDefault("sec-websocket-key", "");
    String answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + ("Sec-WebSocket-Accept: " + ClientHandshake.accept(key) + "\r\n")
            + ("Sec-WebSocket-Protocol: " + LoadConnection.PROTOCOL + "\r\n\r\n");
    out.write(answer.getBytes(ISO_8859_1));
  }

  /** The frame of an acknowledgement. */
  static byte[] acknowledgement(long upTo) {
    String text = Answer.PREFIX + upTo + "}}";
    return ("\u0081" + (char) text.length() + text).getBytes(ISO_8859_1);
  }
}
