package dev.holdfast.server.edge.http;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The paths that monitors ask, and that are answered whatever else goes on. */
public final class ProbePaths {
  private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

  private ProbePaths() {}

  /** Whether the path is one of them, and not one that only begins so. */
  public static boolean include(String path) {
    return path.equals("/metrics")
        || path.equals("/health")
        || (path.startsWith("/health/") && !path.contains(".."));
  }

  /**
   * Whether bytes are one request for such a path from its first to its last, as monitors send it:
   * to serve it, nothing more of the client has to be waited for.
   */
  public static boolean isWholeRequest(byte[] bytes) {
    if (bytes[0] != 'G' && bytes[0] != 'H') {
      return false;
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int begin = text.startsWith("GET ") ? 4 : text.startsWith("HEAD ") ? 5 : -1;
    return begin > 0
        && includeTarget(bytes, begin)
        && text.contains(" HTTP/1.")
        && text.indexOf("\r\n\r\n") == text.length() - 4;
  }

  /**
   * Whether bytes begin a request, without a fault so far, for any other path, whatever comes
   * behind them. HEAD is left out: its answer is another one.
   */
  public static boolean isForAnother(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int begin = text.indexOf(' ') + 1;
    if (begin <= 0 || !METHODS.contains(text.substring(0, begin - 1))) {
      return false;
    }
    int end = begin;
    while (end < bytes.length && bytes[end] > ' ' && bytes[end] != '?') {
      end++;
    }
    return end > begin
        && end < bytes.length
        && (bytes[end] == ' ' || bytes[end] == '?')
        && bytes[begin] == '/'
        && !include(text.substring(begin, end));
  }

  /** Whether the target that begins there in a head is one of them, whatever it asks for. */
  static boolean includeTarget(byte[] head, int begin) {
    int end = begin;
    while (end < head.length && head[end] != ' ' && head[end] != '?') {
      end++;
    }
    return include(new String(head, begin, end - begin, StandardCharsets.US_ASCII));
  }
}
