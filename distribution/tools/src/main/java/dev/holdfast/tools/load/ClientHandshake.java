package dev.holdfast.tools.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The HTTP part of a WebSocket, from the side of the client (RFC 6455, section 4). */
public final class ClientHandshake {
  /** More than any answer needs; a server that sends more is not the one we look for. */
  private static final int HEAD_LIMIT = 16 * 1024;

  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final SecureRandom RANDOM = new SecureRandom();

  private ClientHandshake() {}

  static void perform(URI uri, String protocol, InputStream in, OutputStream out)
      throws IOException {
    byte[] nonce = new byte[16];
    RANDOM.nextBytes(nonce);
    String key = Base64.getEncoder().encodeToString(nonce);
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    List<String> request =
        List.of(
            "GET " + target + " HTTP/1.1",
            "Host: " + uri.getRawAuthority(),
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: " + key,
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Protocol: " + protocol);
    out.write((String.join("\r\n", request) + "\r\n\r\n").getBytes(ISO_8859_1));
    out.flush();
    check(readHead(in), key, protocol);
  }

  /** The answer to a key, which proves that the other side speaks WebSocket. */
  public static String accept(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] digest = sha1.digest((key + MAGIC).getBytes(ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-1", e);
    }
  }

  /** Reads to the empty line and not a byte further: frames may follow at once. */
  public static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < HEAD_LIMIT) {
      int next = in.read();
      if (next < 0) {
        throw new HandshakeRefused(0, "it closed the connection in the middle of its answer");
      }
      head.append((char) next);
      int end = head.length();
      if (next == '\n'
          && end >= 4
          && head.charAt(end - 2) == '\r'
          && head.charAt(end - 3) == '\n') {
        return head.toString();
      }
    }
    throw new HandshakeRefused(0, "its answer has no end within " + HEAD_LIMIT + " bytes");
  }

  /** The header fields of a head, names in lower case; the first line under the empty name. */
  public static Map<String, String> fields(String head) {
    Map<String, String> fields = new HashMap<>();
    String[] lines = head.split("\r\n");
    fields.put("", lines[0]);
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        String name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
        fields.put(name, lines[i].substring(colon + 1).strip());
      }
    }
    return fields;
  }

  private static void check(String head, String key, String protocol) throws HandshakeRefused {
    Map<String, String> fields = fields(head);
    String first = fields.getOrDefault("", "");
    String[] words = first.split(" ", 3);
    if (words.length < 2 || !words[0].startsWith("HTTP/1.1")) {
      throw new HandshakeRefused(0, "not HTTP: " + first);
    }
    if (!words[1].equals("101")) {
      String retry = fields.get("retry-after");
      String later = retry == null ? "" : ", try again after " + retry + " s";
      throw new HandshakeRefused(status(words[1]), first + later);
    }
    if (!accept(key).equals(fields.get("sec-websocket-accept"))) {
      throw new HandshakeRefused(101, "its Sec-WebSocket-Accept does not fit the key");
    }
    if (!protocol.equals(fields.get("sec-websocket-protocol"))) {
      throw new HandshakeRefused(101, "it does not speak the sub-protocol " + protocol);
    }
  }

  private static int status(String word) {
    return word.matches("\\d{3}") ? Integer.parseInt(word) : 0;
  }
}
