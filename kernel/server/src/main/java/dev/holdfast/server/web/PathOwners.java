package dev.holdfast.server.web;

import dev.holdfast.spi.ProblemException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which plugin a path belongs to, also while that plugin is away: a client that is told 404 throws
 * its events away, one that is told 503 comes back.
 */
final class PathOwners {
  private record Claim(String path, String owner) {
    boolean covers(String other) {
      return other.equals(path) || (path.length() > 1 && other.startsWith(path + "/"));
    }
  }

  private final Duration retryAfter;

  /** How many routes there are now for each claim; 0 while its owner is away. */
  private final Map<Claim, Integer> claims = new ConcurrentHashMap<>();

  private volatile Predicate<String> isDeployed = owner -> false;
  private volatile BooleanSupplier isStarting = () -> false;

  PathOwners(Duration retryAfter) {
    this.retryAfter = retryAfter;
  }

  /** Asks these from now on. */
  void ask(Predicate<String> deployed, BooleanSupplier starting) {
    isDeployed = deployed;
    isStarting = starting;
  }

  /** Remembers the owner of a route beyond the end of the route. */
  AutoCloseable claim(String path, String owner, AutoCloseable route) {
    claims
        .entrySet()
        .removeIf(each -> each.getValue() == 0 && !isDeployed.test(each.getKey().owner()));
    Claim claim = new Claim(path, owner);
    claims.merge(claim, 1, Integer::sum);
    return () -> {
      // Before the route goes: nobody shall find neither.
      claims.computeIfPresent(claim, (_, routes) -> routes - 1);
      route.close();
    };
  }

  /** What a request is told whose path belongs to a plugin that is away; null for others. */
  @Nullable ProblemException away(String path) {
    for (Map.Entry<Claim, Integer> each : claims.entrySet()) {
      Claim claim = each.getKey();
      if (each.getValue() == 0 && claim.covers(path) && isDeployed.test(claim.owner())) {
        return problem("the plugin " + claim.owner() + " does not run now");
      }
    }
    return null;
  }

  /** What a request is told whose path nobody knows, as long as some plugin may bring it. */
  @Nullable ProblemException unknown() {
    return isStarting.getAsBoolean()
        ? problem("no plugin has this path yet, and plugins are starting")
        : null;
  }

  /** What a handshake is told at whose path there is no endpoint; null when there will be none. */
  @Nullable ProblemException awayOrUnknown(String path) {
    ProblemException away = away(path);
    return away == null ? unknown() : away;
  }

  private ProblemException problem(String why) {
    return new ProblemException(WebProblems.AWAY.because(why), retryAfter, null);
  }
}
