package dev.holdfast.server.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Role;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what. Tokens are kept as SHA-256 only: they are long random strings, so a slow hash
 * would cost every request and protect nothing.
 */
public final class Tokens {
  /** The principal of a caller without a token. */
  public static final String ANONYMOUS = "anonymous";

  /** The principal of the token that the server writes into its data directory. */
  public static final String LOCAL = "local command line";

  private record Holder(String name, byte[] sha256, Set<Role> roles) {}

  private final List<Holder> holders;
  private final Set<Role> anonymous;

  /**
   * Creates the list.
   *
   * @param open whether callers without a token may send and read events; never operate
   */
  public Tokens(List<SecurityConfig.Token> tokens, boolean open) {
    this(
        tokens.stream()
            .map(token ->
                new Holder(token.name(), HexFormat.of().parseHex(token.sha256()), roles(token)))
            .toList(),
        open ? EnumSet.of(Role.ANYONE, Role.INGEST, Role.READ) : EnumSet.of(Role.ANYONE));
  }

  private Tokens(List<Holder> holders, Set<Role> anonymous) {
    this.holders = holders;
    this.anonymous = anonymous;
  }

  /** The same list with the local command line, which may do everything. */
  public Tokens withLocal(String token) {
    List<Holder> all = new ArrayList<>(holders);
    all.add(new Holder(LOCAL, sha256(token), EnumSet.allOf(Role.class)));
    return new Tokens(List.copyOf(all), anonymous);
  }

  private static Set<Role> roles(SecurityConfig.Token token) {
    return token.roles().contains(Role.ADMIN)
        ? EnumSet.allOf(Role.class)
        : withAnyone(token.roles());
  }

  private static Set<Role> withAnyone(List<Role> roles) {
    EnumSet<Role> all = EnumSet.of(Role.ANYONE);
    all.addAll(roles);
    return all;
  }

  /**
   * Checks a caller.
   *
   * @param token as shown; null for none
   * @return the name of the principal
   * @throws ProblemException 401 without a known token, 403 when the token lacks the role
   */
  public String principal(@Nullable String token, Role role) {
    if (token == null) {
      if (anonymous.contains(role)) {
        return ANONYMOUS;
      }
      throw new ProblemException(unauthenticated(role));
    }
    Holder holder = find(token);
    if (holder == null) {
      if (role == Role.ANYONE) {
        return ANONYMOUS;
      }
      throw new ProblemException(unauthenticated(role).because("the token is not known"));
    }
    if (!holder.roles().contains(role)) {
      throw new ProblemException(
          WebProblems.FORBIDDEN.because(holder.name() + " does not hold " + role));
    }
    return holder.name();
  }

  /** Who operates is told where an admin token is; a producer shall not look for that one. */
  private static Problem unauthenticated(Role role) {
    return role == Role.ADMIN ? WebProblems.NOT_AN_ADMIN : WebProblems.UNAUTHENTICATED;
  }

  /** Names whoever shows this token, for the record of a refusal. */
  String bearer(@Nullable String token) {
    if (token == null) {
      return ANONYMOUS;
    }
    Holder holder = find(token);
    return holder == null ? "unknown token" : holder.name();
  }

  /** Compares with every entry in constant time, so that timing tells nothing. */
  private @Nullable Holder find(String token) {
    byte[] shown = sha256(token);
    Holder found = null;
    for (Holder holder : holders) {
      if (MessageDigest.isEqual(shown, holder.sha256())) {
        found = holder;
      }
    }
    return found;
  }

  /** The hash that a configuration keeps instead of a token. */
  public static byte[] sha256(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
