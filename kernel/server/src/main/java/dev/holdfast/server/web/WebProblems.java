package dev.holdfast.server.web;

import dev.holdfast.spi.Problem;

/** What can go wrong before a route gets a request. */
public final class WebProblems {
  private static final String TOKENS =
      "Send `Authorization: Bearer <token>`; tokens are in holdfast.security.tokens";

  static final Problem NOT_FOUND =
      new Problem(
          "HF-WEB-001",
          404,
          "There is nothing at this path",
          "",
          "/health lists the running plugins");
  static final Problem UNAUTHENTICATED =
      new Problem("HF-WEB-002", 401, "This path needs a token", "", TOKENS);
  static final Problem FORBIDDEN =
      new Problem(
          "HF-WEB-003", 403, "The token does not hold the role that this path needs", "", TOKENS);
  static final Problem BAD_REQUEST =
      new Problem("HF-WEB-004", 400, "The request cannot be read", "", "");
  static final Problem TOO_LARGE =
      new Problem("HF-WEB-005", 413, "The request is too large", "", "Send smaller batches");
  static final Problem INTERNAL =
      new Problem(
          "HF-WEB-006",
          500,
          "The server failed to answer this request",
          "",
          "See the server's log at this time");
  static final Problem FOREIGN_ORIGIN =
      new Problem(
          "HF-WEB-008",
          403,
          "A page of another origin may not do this",
          "",
          "Add the origin to holdfast.web.websocket.allowed-origins if it is yours");
  static final Problem PORT =
      new Problem(
          "HF-WEB-009",
          503,
          "The web port cannot be opened",
          "",
          "Stop the program that uses it, or set web.port; `ss -ltnp` shows the programs that"
              + " listen");

  static final Problem NOT_AN_ADMIN =
      new Problem(
          "HF-WEB-010",
          401,
          "Only an admin may operate the server",
          "",
          "Send `Authorization: Bearer <token>` with a token of holdfast.security.tokens that holds"
              + " the role admin, or, as the server's user, with the one in"
              + " <data.dir>/run/admin.token; the command line does that by itself");

  static final Problem PORT_GONE =
      new Problem(
          "HF-WEB-011",
          503,
          "The web port accepts no connections, although it was not closed",
          "",
          "The usual cause is the limit of open files: `holdfast health` shows how many are"
              + " open. Raise the limit (ulimit -n, LimitNOFILE= of the unit), or restart the"
              + " plugin that holds the files");

  static final Problem FOREIGN_HOST =
      new Problem(
          "HF-WEB-040",
          403,
          "The request names a host that is not this server",
          "",
          "Use localhost or its IP address, add the name to holdfast.web.host-names, or send a"
              + " token");

  static final Problem BLOCKED =
      new Problem(
          "HF-WEB-041",
          429,
          "This address is blocked for a while, because it offended again and again",
          "",
          "Fix the client and wait; an operator sees the block in `holdfast clients ls` and"
              + " lifts it with `holdfast clients unblock ADDRESS`");

  static final Problem NO_CERTIFICATE =
      new Problem(
          "HF-WEB-042",
          401,
          "This server asks for a client certificate",
          "",
          "Present one that an authority of holdfast.web.tls.client-ca-file has signed");

  static final Problem NOT_AN_ADDRESS =
      new Problem(
          "HF-WEB-045",
          400,
          "This client cannot be blocked",
          "",
          "Give an IP address as `holdfast clients ls` shows it");

  static final Problem NOT_ALLOWED =
      new Problem(
          "HF-WEB-028",
          405,
          "This path does not take this method",
          "",
          "The header Allow names the methods that it takes");

  static final Problem AWAY =
      new Problem(
          "HF-WEB-029",
          503,
          "The part of the server that serves this path does not run now",
          "",
          "Send the request again a little later; if this continues, `holdfast health` shows the"
              + " cause");

  private WebProblems() {}
}
