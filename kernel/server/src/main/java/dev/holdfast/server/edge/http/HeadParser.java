package dev.holdfast.server.edge.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Understands the head of one request (RFC 9112), and writes it anew.
 *
 * <p>Whatever two readers could understand in two ways is refused: what a proxy in front takes for
 * the end of a request and what this server takes for it must be the same byte. Headers that say
 * how the connection is used are replaced by the one spelling that Helidon understands; all others
 * stay as they are.
 */
final class HeadParser {
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  /** A length of more digits is no length. */
  private static final int MOST_DIGITS = 18;

  private final StringBuilder out;
  private final String localHost;
  private final List<String> hosts = new ArrayList<>(1);
  private final List<String> lengths = new ArrayList<>(1);
  private final List<String> codings = new ArrayList<>(1);
  private final List<String> connection = new ArrayList<>(2);
  private final List<String> expectations = new ArrayList<>(1);
  private final List<String> upgrades = new ArrayList<>(1);
  private @Nullable String authority;
  private int minor;

  private HeadParser(int size, String localHost) {
    this.out = new StringBuilder(size + 64);
    this.localHost = localHost;
  }

  /**
   * Understands a head whose lines end with CRLF and hold no control character but the tab.
   *
   * @param localHost stands for the Host that HTTP/1.0 may leave out
   * @throws BadMessage it must not be served
   */
  static RequestHead parse(byte[] head, int length, String localHost) {
    String text = new String(head, 0, length, StandardCharsets.ISO_8859_1);
    return new HeadParser(length, localHost).parse(text);
  }

  private RequestHead parse(String text) {
    int end = text.indexOf("\r\n");
    String method = requestLine(text.substring(0, end));
    for (int at = end + 2; !text.startsWith("\r\n", at); at = end + 2) {
      end = text.indexOf("\r\n", at);
      field(text, at, end);
    }
    host();
    long length = length();
    boolean close = connection.contains("close");
    boolean keepAlive = !close && (minor == 1 || connection.contains("keep-alive"));
    boolean expects = expectsContinue() && length != 0;
    boolean webSocket = minor == 1 && length == 0 && upgrades.contains("websocket");
    frame(length, expects);
    if (webSocket) {
      // Whether Connection names it too is for the handshake to say.
      out.append("Upgrade: websocket\r\nConnection: ")
          .append(connection.contains("upgrade") ? "Upgrade" : "close")
          .append("\r\n");
    } else if (!keepAlive) {
      out.append("Connection: close\r\n");
    }
    out.append("\r\n");
    byte[] bytes = out.toString().getBytes(StandardCharsets.ISO_8859_1);
    return new RequestHead(method, minor, keepAlive, expects, webSocket, length, bytes);
  }

  private String requestLine(String line) {
    int first = line.indexOf(' ');
    int last = line.lastIndexOf(' ');
    if (first <= 0 || last == first || line.indexOf(' ', first + 1) != last) {
      throw bad("its first line is not a method, a target and a version");
    }
    version(line.substring(last + 1));
    String method = line.substring(0, first);
    if (!isToken(method)) {
      throw bad("its method is not a word");
    }
    if (!METHODS.contains(method)) {
      throw new BadMessage(ClientFault.METHOD, "");
    }
    out.append(method).append(' ');
    target(method, line.substring(first + 1, last));
    out.append(" HTTP/1.1\r\n");
    return method;
  }

  private void version(String version) {
    if (version.equals("HTTP/1.1")) {
      minor = 1;
    } else if (!version.equals("HTTP/1.0")) {
      if (version.matches("HTTP/\\d\\.\\d")) {
        throw new BadMessage(ClientFault.VERSION, "");
      }
      throw bad("its first line does not end with a version");
    }
  }

  private void target(String method, String target) {
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#') {
        throw bad("its target holds a character that has to be escaped");
      }
    }
    if (target.startsWith("/")) {
      out.append(target);
    } else if (target.equals("*") && method.equals("OPTIONS")) {
      out.append("/*");
    } else {
      absolute(target);
    }
  }

  /** What clients send to proxies; a server has to take it, too (RFC 9112, 3.2.2). */
  private void absolute(String target) {
    int scheme = target.indexOf("://");
    String name = scheme < 0 ? "" : target.substring(0, scheme).toLowerCase(Locale.ROOT);
    if (!name.equals("http") && !name.equals("https")) {
      throw bad("its target is not a path");
    }
    int begin = scheme + 3;
    int end = begin;
    while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
      end++;
    }
    authority = target.substring(begin, end);
    String path = target.substring(end);
    out.append(path.startsWith("/") ? "" : "/").append(path);
  }

  private void field(String text, int at, int end) {
    int colon = text.indexOf(':', at);
    if (colon < 0 || colon >= end) {
      throw bad(
          isBlank(text.charAt(at)) ? "a header goes on in a second line" : "a header has no colon");
    }
    String name = text.substring(at, colon);
    if (!isToken(name)) {
      throw bad("the name of a header is not a word");
    }
    String value = strip(text, colon + 1, end);
    switch (name.toLowerCase(Locale.ROOT)) {
      case "host" -> hosts.add(value);
      case "content-length" -> lengths.add(value);
      case "transfer-encoding" -> codings.add(value);
      case "connection" -> words(value, connection);
      case "expect" -> words(value, expectations);
      case "upgrade" -> words(value, upgrades);
      // They are for this connection only, or ask for trailers, which are never sent.
      case "keep-alive", "proxy-connection", "te", "trailer" -> {}
      default -> out.append(name).append(": ").append(value).append("\r\n");
    }
  }

  private void host() {
    if (hosts.size() > 1) {
      throw bad("it has " + hosts.size() + " Host headers");
    }
    if (hosts.isEmpty() && minor == 1) {
      throw bad("it has no Host header");
    }
    String host = hosts.isEmpty() ? localHost : hosts.getFirst();
    if (!isHost(host)) {
      throw bad("its Host is not a name and a port");
    }
    if (authority != null && !authority.equalsIgnoreCase(host)) {
      throw bad("its target and its Host name different servers");
    }
    out.append("Host: ").append(host).append("\r\n");
  }

  private long length() {
    if (!codings.isEmpty()) {
      return coded();
    }
    if (lengths.isEmpty()) {
      return 0;
    }
    if (lengths.size() > 1) {
      throw framing("it has " + lengths.size() + " Content-Length headers");
    }
    String digits = lengths.getFirst();
    if (digits.isEmpty() || digits.length() > MOST_DIGITS) {
      throw framing("its Content-Length has " + digits.length() + " digits");
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        throw framing("its Content-Length is not a number");
      }
    }
    return Long.parseLong(digits);
  }

  private long coded() {
    if (!lengths.isEmpty()) {
      throw framing("it has both Content-Length and Transfer-Encoding");
    }
    if (minor == 0) {
      throw framing("HTTP/1.0 has no Transfer-Encoding");
    }
    if (codings.size() > 1 || !codings.getFirst().equalsIgnoreCase("chunked")) {
      throw framing("its Transfer-Encoding is not chunked alone");
    }
    return RequestHead.CHUNKED;
  }

  private boolean expectsContinue() {
    if (minor == 0 || expectations.isEmpty()) {
      return false;
    }
    if (!expectations.stream().allMatch("100-continue"::equals)) {
      throw new BadMessage(ClientFault.EXPECTATION, "");
    }
    return true;
  }

  private void frame(long length, boolean expectsContinue) {
    if (length == RequestHead.CHUNKED) {
      out.append("Transfer-Encoding: chunked\r\n");
    } else if (!lengths.isEmpty()) {
      out.append("Content-Length: ").append(length).append("\r\n");
    }
    if (expectsContinue) {
      out.append("Expect: 100-continue\r\n");
    }
  }

  /** The members of a list, in lower case. */
  private static void words(String value, List<String> words) {
    for (String word : value.split(",", -1)) {
      words.add(word.strip().toLowerCase(Locale.ROOT));
    }
  }

  private static String strip(String text, int from, int to) {
    int begin = from;
    int end = to;
    while (begin < end && isBlank(text.charAt(begin))) {
      begin++;
    }
    while (end > begin && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(begin, end);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isTokenCharacter(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** Of RFC 9110, 5.6.2. */
  static boolean isTokenCharacter(int c) {
    return isLetterOrDigit(c) || (c > 0 && "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
  }

  private static boolean isLetterOrDigit(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /** A name, an IPv4 address or an IPv6 address in brackets, with or without a port. */
  private static boolean isHost(String host) {
    int end = host.startsWith("[") ? host.indexOf(']') + 1 : colon(host);
    if (end <= 0) {
      return false;
    }
    for (int i = 0; i < end; i++) {
      char c = host.charAt(i);
      boolean bracket = (i == 0 && c == '[') || (i == end - 1 && c == ']');
      boolean address = host.startsWith("[") && c == ':';
      if (!isLetterOrDigit(c) && "-._~%!$&'()*+;=".indexOf(c) < 0 && !bracket && !address) {
        return false;
      }
    }
    return end == host.length() || isPort(host, end);
  }

  private static int colon(String host) {
    int colon = host.indexOf(':');
    return colon < 0 ? host.length() : colon;
  }

  private static boolean isPort(String host, int colon) {
    if (host.charAt(colon) != ':' || host.length() - colon > 6 || host.length() == colon + 1) {
      return false;
    }
    for (int i = colon + 1; i < host.length(); i++) {
      if (host.charAt(i) < '0' || host.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static BadMessage bad(String why) {
    return new BadMessage(ClientFault.HEAD, why);
  }

  private static BadMessage framing(String why) {
    return new BadMessage(ClientFault.FRAMING, why);
  }
}
