package dev.holdfast.webhook;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.support.HttpDelivery;

/** Every problem that this plugin reports, with its stable code. */
final class WebhookProblems {
  static final Problem BAD_ADDRESS =
      new Problem(
          "HF-HOOK-001",
          500,
          "The address of the webhook cannot be used",
          "it is not an http:// or https:// address with a host",
          "Correct holdfast.webhook.url");

  static final Problem BUSY =
      new Problem("HF-HOOK-002", 503, "The receiver of the webhook is busy", "", "");

  static final Problem REFUSED =
      new Problem(
          "HF-HOOK-003",
          502,
          "The receiver of the webhook refuses alerts",
          "",
          "Compare holdfast.webhook (url, key, token) with what the receiver expects");

  static final Problem UNREACHABLE =
      new Problem("HF-HOOK-004", 503, "The receiver of the webhook does not answer", "", "");

  static final Problem BAD_TOKEN =
      new Problem(
          "HF-HOOK-005",
          500,
          "The token of the webhook cannot be used",
          "it has a character that no token has: a space, a second line, a byte order mark",
          "Correct holdfast.webhook.token, or the file that it is read from");

  static final HttpDelivery.Problems OF_DELIVERY =
      new HttpDelivery.Problems(BUSY, REFUSED, UNREACHABLE);

  private WebhookProblems() {}
}
