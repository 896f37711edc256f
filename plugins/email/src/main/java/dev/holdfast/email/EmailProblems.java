package dev.holdfast.email;

import dev.holdfast.spi.Problem;

/** Every problem that this plugin reports, with its stable code. */
final class EmailProblems {
  static final Problem SETTINGS =
      new Problem(
          "HF-MAIL-001",
          500,
          "The settings of email are not valid",
          "",
          "Correct holdfast.email. To see where it is set: holdfast check-config");

  static final Problem BUSY =
      new Problem("HF-MAIL-002", 503, "The mail server does not accept the message now", "", "");

  static final Problem REFUSED =
      new Problem(
          "HF-MAIL-003",
          502,
          "The mail server refuses the message",
          "",
          "Compare holdfast.email.from and to with what the server allows");

  static final Problem LOGIN =
      new Problem(
          "HF-MAIL-004",
          502,
          "The mail server refuses the login",
          "",
          "Correct holdfast.email.user and password");

  static final Problem NOT_SAFE =
      new Problem(
          "HF-MAIL-005",
          502,
          "The connection to the mail server cannot be encrypted",
          "",
          "Check that it offers STARTTLS with a certificate that is valid for"
              + " holdfast.email.host. If the certificate comes from your own authority, set"
              + " holdfast.email.certificates");

  static final Problem UNREACHABLE =
      new Problem("HF-MAIL-006", 503, "The mail server does not answer", "", "");

  static final Problem SLOW =
      new Problem(
          "HF-MAIL-007",
          503,
          "The mail server is too slow",
          "",
          "Check the mail server, or raise holdfast.email.letter-timeout");

  private EmailProblems() {}
}
