package dev.holdfast.slack;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.support.HttpDelivery;

/** Every problem that this plugin reports, with its stable code. */
final class SlackProblems {
  static final Problem BAD_ADDRESS =
      new Problem(
          "HF-SLACK-001",
          500,
          "An address of Slack cannot be used",
          "it is not an http:// or https:// address with a host",
          "Correct holdfast.slack.webhook-url or holdfast.slack.api-url");

  static final Problem CONTRADICTION =
      new Problem(
          "HF-SLACK-002",
          500,
          "The settings of Slack contradict each other",
          "",
          "Set either holdfast.slack.webhook-url, or token and channel");

  static final Problem BUSY = new Problem("HF-SLACK-003", 503, "Slack is busy", "", "");

  static final Problem REFUSED =
      new Problem(
          "HF-SLACK-004",
          502,
          "Slack refuses alerts",
          "",
          "404 or no_service: the webhook was removed, create a new one. invalid_auth: renew the token."
              + " not_in_channel: invite the bot");

  static final Problem UNREACHABLE =
      new Problem("HF-SLACK-005", 503, "Slack does not answer", "", "");

  static final Problem BAD_TOKEN =
      new Problem(
          "HF-SLACK-006",
          500,
          "The token of Slack cannot be used",
          "it has a character that no token has: a space, a second line, a byte order mark",
          "Correct holdfast.slack.token, or the file that it is read from");

  static final HttpDelivery.Problems OF_DELIVERY =
      new HttpDelivery.Problems(BUSY, REFUSED, UNREACHABLE);

  private SlackProblems() {}
}
