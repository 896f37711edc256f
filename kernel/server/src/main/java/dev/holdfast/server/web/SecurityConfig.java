package dev.holdfast.server.web;

import dev.holdfast.spi.Range;
import dev.holdfast.spi.Role;
import java.util.List;

/**
 * {@code holdfast.security}.
 *
 * @param allowAnonymous open to callers without a token even when other machines can reach the port
 * @param tokens who else may do what
 * @param auditedRefusalsPerMinute attempts to operate without the right to that are written down;
 *     more are only counted
 */
public record SecurityConfig(
    boolean allowAnonymous,
    List<Token> tokens,
    @Range(min = "1", max = "100000") int auditedRefusalsPerMinute) {

  /**
   * One caller.
   *
   * @param name for logs
   * @param sha256 of the token, 64 hexadecimal digits: {@code echo -n TOKEN | sha256sum}
   * @param roles what it may do
   */
  public record Token(String name, String sha256, List<Role> roles) {
    public Token {
      if (!sha256.matches("[0-9a-fA-F]{64}")) {
        throw new IllegalArgumentException(
            "sha256 must be 64 hexadecimal digits; make it with: echo -n TOKEN | sha256sum");
      }
    }
  }
}
