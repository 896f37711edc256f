package dev.holdfast.websocket;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides which web pages may connect, and send requests that change something: one rule for both.
 * Browsers let any page open a WebSocket to any server and name the page's origin; the server is
 * the only one who can refuse.
 */
public final class Origins {
  private final List<String> allowed;

  /** Lets in what {@code web.websocket.allowed-origins} names, besides the server's own pages. */
  public Origins(List<String> allowed) {
    this.allowed = allowed.stream().map(origin -> origin.toLowerCase(Locale.ROOT)).toList();
  }

  /**
   * Whether a page of this origin may connect to the host that it asked for.
   *
   * @param host the Host header
   */
  public boolean allows(String origin, String host) {
    String lower = origin.toLowerCase(Locale.ROOT);
    return allowed.contains("*") || allowed.contains(lower) || sameServer(lower, host);
  }

  /** The scheme is not compared: TLS may end before this server. */
  private static boolean sameServer(String origin, String host) {
    URI page = parse(origin);
    URI server = parse("http://" + host.toLowerCase(Locale.ROOT));
    if (page == null || server == null || page.getHost() == null) {
      return false;
    }
    int standard = "https".equals(page.getScheme()) ? 443 : 80;
    int pagePort = page.getPort() == -1 ? standard : page.getPort();
    int serverPort = server.getPort() == -1 ? standard : server.getPort();
    return page.getHost().equals(server.getHost()) && pagePort == serverPort;
  }

  private static @Nullable URI parse(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException notOne) {
      return null;
    }
  }
}
