package dev.holdfast.server.web;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names under which a caller without a token may address this server.
 *
 * <p>A page on the internet can let its own name point to 127.0.0.1 after it was loaded (DNS
 * rebinding). The browser then takes this server for the page's own, so no origin gives the page
 * away; only the Host header still holds the foreign name. An IP address as host cannot be rebound.
 */
final class TrustedHosts {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  private final Set<String> names = new HashSet<>();
  private final boolean anyAddress;

  /**
   * Trusts localhost, the loopback addresses, the address that the server listens on, and the names
   * of the configuration.
   *
   * @param host {@code web.host}; when it stands for every address of the machine, every IP address
   *     is trusted
   * @param configured {@code web.host-names}, without ports
   */
  TrustedHosts(String host, List<String> configured) {
    String lower = host.toLowerCase(Locale.ROOT);
    anyAddress = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0", "").contains(lower);
    names.add(lower);
    names.add("localhost");
    configured.forEach(name -> names.add(withoutDot(name.toLowerCase(Locale.ROOT))));
  }

  /** Whether a Host header names this server. */
  boolean trusts(String header) {
    String name = withoutDot(name(header.strip().toLowerCase(Locale.ROOT)));
    return names.contains(name)
        || isLoopback(name)
        || (anyAddress && (isIpv4(name) || name.indexOf(':') >= 0));
  }

  /** The host without its port, and without the brackets of IPv6. */
  private static String name(String header) {
    if (header.startsWith("[")) {
      int end = header.indexOf(']');
      return end < 0 ? header : header.substring(1, end);
    }
    int colon = header.indexOf(':');
    return colon < 0 ? header : header.substring(0, colon);
  }

  /** {@code localhost.} is the same name, written absolutely. */
  private static String withoutDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  private static boolean isLoopback(String name) {
    return (isIpv4(name) && name.startsWith("127."))
        || "::1".equals(name)
        || "0:0:0:0:0:0:0:1".equals(name);
  }

  /** Four decimal numbers, nothing that a resolver would have to look up. */
  private static boolean isIpv4(String name) {
    return IPV4.matcher(name).matches();
  }
}
