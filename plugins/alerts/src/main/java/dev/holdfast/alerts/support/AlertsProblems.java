package dev.holdfast.alerts.support;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.support.HttpDelivery;

/** Every problem that this plugin reports, with its stable code. */
public final class AlertsProblems {
  public static final Problem BAD_REQUEST =
      new Problem(
          "HF-ALERT-001", 400, "This cannot be asked of the alerts", "", "holdfast alerts --help");

  public static final Problem UNKNOWN =
      new Problem(
          "HF-ALERT-002",
          404,
          "There is no such incident, silence or channel",
          "",
          "holdfast alerts ls shows what there is");

  public static final Problem CHANNEL_DEAD =
      new Problem(
          "HF-ALERT-003",
          503,
          "A channel for alerts takes no messages until a person changes something",
          "",
          "Correct the settings of the channel; then holdfast alerts test");

  public static final Problem CHANNEL_SLOW =
      new Problem(
          "HF-ALERT-004",
          503,
          "Alerts wait because their channel does not take them",
          "",
          "Nothing is lost, they are on disk and sent by themselves; holdfast alerts log shows why");

  public static final Problem OUTBOX_FULL =
      new Problem(
          "HF-ALERT-005",
          503,
          "The outbox of alerts is full, for each new one an old one is only in the log",
          "",
          "See why its channels take nothing (holdfast alerts log), or raise"
              + " holdfast.alerts.delivery.max-waiting");

  public static final Problem STATE_UNREADABLE =
      new Problem(
          "HF-ALERT-006",
          500,
          "What was known of incidents and silences cannot be read and is begun afresh",
          "",
          "What still is the case is told once more; set silences again");

  public static final Problem TOO_MANY =
      new Problem(
          "HF-ALERT-007",
          503,
          "More is wrong at the same time than incidents are kept",
          "",
          "See /health; the others are told when there is room for them");

  public static final Problem DIED =
      new Problem(
          "HF-ALERT-008",
          500,
          "The server has died and was started again",
          "",
          "holdfast status; the evidence is where the message says");

  public static final Problem NOT_WRITTEN =
      new Problem(
          "HF-ALERT-009",
          500,
          "Alerts cannot be written to disk",
          "",
          "Look at the disk of data.dir: full, or read only; until then alerts are told from memory");

  public static final Problem ATTEMPT_FAILED =
      new Problem("HF-ALERT-010", 503, "A channel could not be asked", "", "It is tried again");

  public static final Problem NO_SUCH_ROUTE =
      new Problem(
          "HF-ALERT-011",
          500,
          "A route of alerts names a channel that is not there",
          "",
          "Configure the channel, or correct holdfast.alerts.routes; until then its messages go to the"
              + " other channels");

  public static final Problem NO_SUCH_RULE =
      new Problem(
          "HF-ALERT-012",
          500,
          "The configuration changes a rule that there is not",
          "",
          "Correct holdfast.alerts.rules; its names are those that holdfast alerts rules lists");

  public static final Problem HEARTBEAT_WITHHELD =
      new Problem(
          "HF-ALERT-013",
          503,
          "No heartbeat is sent, because no channel takes alerts",
          "",
          "holdfast alerts ls shows the channels; whoever waits for the heartbeat tells people now");

  public static final Problem HEARTBEAT_LOST =
      new Problem(
          "HF-ALERT-014",
          503,
          "The heartbeat does not arrive",
          "",
          "Compare holdfast.alerts.heartbeat.url with what the service expects");

  public static final Problem BAD_HEARTBEAT =
      new Problem(
          "HF-ALERT-015",
          500,
          "The address of the heartbeat cannot be used",
          "it is no http:// or https:// address with a host",
          "Correct holdfast.alerts.heartbeat.url");

  public static final HttpDelivery.Problems OF_HEARTBEAT =
      new HttpDelivery.Problems(HEARTBEAT_LOST, HEARTBEAT_LOST, HEARTBEAT_LOST);

  private AlertsProblems() {}
}
