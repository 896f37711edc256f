package dev.holdfast.server.web;

import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Role;
import dev.holdfast.websocket.Authorization;
import dev.holdfast.websocket.Caller;

/**
 * Decides for HTTP and WebSocket alike whether a caller may use a role: its address is not blocked,
 * it shows a certificate where one is asked for, its token holds the role, and without a token it
 * addresses this server by a name of its own.
 *
 * <p>{@link Role#ANYONE} passes all of it: probes and metrics answer everybody.
 */
final class AccessControl implements Authorization {
  private final Tokens tokens;
  private final TrustedHosts hosts;
  private final ClientBlocks blocks;
  private final boolean certificateAsked;

  /**
   * Puts the rules together.
   *
   * @param certificateAsked whether callers must show a certificate; the local command line, which
   *     shows the token of the data directory, need not
   */
  AccessControl(Tokens tokens, TrustedHosts hosts, ClientBlocks blocks, boolean certificateAsked) {
    this.tokens = tokens;
    this.hosts = hosts;
    this.blocks = blocks;
    this.certificateAsked = certificateAsked;
  }

  @Override
  public String principal(Caller caller, Role role) {
    if (role == Role.ANYONE) {
      return Tokens.ANONYMOUS;
    }
    blocks.check(caller.address());
    String principal = known(caller, role);
    if (certificateAsked && !caller.certified() && !principal.equals(Tokens.LOCAL)) {
      throw new ProblemException(WebProblems.NO_CERTIFICATE);
    }
    if (principal.equals(Tokens.ANONYMOUS)) {
      checkHost(caller);
    }
    return principal;
  }

  @Override
  public void violated(String address) {
    blocks.offence(address, Offence.PROTOCOL_VIOLATION);
  }

  /** Whether the caller may use the role; counts no offence. */
  boolean allows(Caller caller, Role role) {
    try {
      return tokens.principal(caller.token(), role).equals(Tokens.ANONYMOUS)
          ? !certificateAsked && isHostTrusted(caller)
          : true;
    } catch (ProblemException refused) {
      return false;
    }
  }

  private String known(Caller caller, Role role) {
    try {
      return tokens.principal(caller.token(), role);
    } catch (ProblemException refused) {
      if (caller.token() != null) {
        blocks.offence(caller.address(), Offence.REFUSED_TOKEN);
      }
      throw refused;
    }
  }

  private void checkHost(Caller caller) {
    if (!isHostTrusted(caller)) {
      throw new ProblemException(
          WebProblems.FOREIGN_HOST.because("Host: " + Quoted.of(caller.host() + "", 100)));
    }
  }

  private boolean isHostTrusted(Caller caller) {
    String host = caller.host();
    return host == null || hosts.trusts(host);
  }
}
