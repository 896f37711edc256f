package dev.holdfast.alerts.support;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.support.HttpDelivery;

/** Every problem that this plugin reports, with its stable code. */
public final class AlertsProblems {
  public static final Problem BAD_REQUEST =
      new Problem("HF-ALERT-001", 400, "The request is not valid", "", "holdfast alerts --help");

  public static final Problem UNKNOWN =
      new Problem(
          "HF-ALERT-002",
          404,
          "There is no such incident, silence or channel",
          "",
          "List them: holdfast alerts ls");

  public static final Problem CHANNEL_DEAD =
      new Problem(
          "HF-ALERT-003",
          503,
          "A channel for alerts accepts no messages until a person corrects its settings",
          "",
          "Correct the settings of the channel, then type: holdfast alerts test");

  public static final Problem CHANNEL_SLOW =
      new Problem(
          "HF-ALERT-004",
          503,
          "Alerts wait because their channel does not accept them",
          "",
          "No alert is lost: they wait on disk and are sent when the channel accepts them. The reason: holdfast alerts log");

  public static final Problem OUTBOX_FULL =
      new Problem(
          "HF-ALERT-005",
          503,
          "The outbox of alerts is full: each new message removes an old one, which is then only in the log",
          "",
          "Find out why the channels accept nothing (holdfast alerts log), or raise"
              + " holdfast.alerts.delivery.max-waiting");

  public static final Problem STATE_UNREADABLE =
      new Problem(
          "HF-ALERT-006",
          500,
          "The file of incidents and silences cannot be read, so alerts start with an empty one",
          "",
          "Conditions that still hold are reported again. Set the silences again");

  public static final Problem TOO_MANY =
      new Problem(
          "HF-ALERT-007",
          503,
          "There are more incidents than holdfast.alerts.max-incidents",
          "",
          "See /health for all faults. The others are reported when incidents end, or raise the limit");

  public static final Problem DIED =
      new Problem(
          "HF-ALERT-008",
          500,
          "The server crashed and was started again",
          "",
          "See holdfast status. The message names the files with the evidence");

  public static final Problem NOT_WRITTEN =
      new Problem(
          "HF-ALERT-009",
          500,
          "Alerts cannot be written to disk",
          "",
          "Check whether the disk of data.dir is full or read-only. Until then alerts are sent from memory");

  public static final Problem ATTEMPT_FAILED =
      new Problem(
          "HF-ALERT-010", 503, "A delivery to a channel failed", "", "The delivery is tried again");

  public static final Problem NO_SUCH_ROUTE =
      new Problem(
          "HF-ALERT-011",
          500,
          "A route of alerts names a channel that does not exist",
          "",
          "Configure the channel, or correct holdfast.alerts.routes. Until then its messages go to the"
              + " other channels");

  public static final Problem NO_SUCH_RULE =
      new Problem(
          "HF-ALERT-012",
          500,
          "The configuration changes a rule that does not exist",
          "",
          "Correct holdfast.alerts.rules. List the rules: holdfast alerts rules");

  public static final Problem HEARTBEAT_WITHHELD =
      new Problem(
          "HF-ALERT-013",
          503,
          "No heartbeat is sent because no channel accepts alerts",
          "",
          "See the channels: holdfast alerts ls. The service that waits for the heartbeat now tells people");

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
          "it is not an http:// or https:// address with a host",
          "Correct holdfast.alerts.heartbeat.url");

  public static final HttpDelivery.Problems OF_HEARTBEAT =
      new HttpDelivery.Problems(HEARTBEAT_LOST, HEARTBEAT_LOST, HEARTBEAT_LOST);

  private AlertsProblems() {}
}
