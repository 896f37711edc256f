package dev.holdfast.tools.drill.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The moments of a drill, from looks at made-up times. */
class DrillTimelineTest {
  private final DrillTimeline timeline = new DrillTimeline();

  @Test
  void theReturnIsTheFirstLookThatFindsItAgain() {
    crashAt(100);
    timeline.returnBegins(200);
    look(205, false, Look.NO_ROW);
    look(230, true, 7);
    look(250, true, 7);
    timeline.returnEnds(400);

    assertThat(timeline.back()).isEqualTo(OptionalLong.of(231));
    assertThat(timeline.firstGoodWrite()).isEmpty();
  }

  @Test
  void rowsOfTheLookThatFindsItDoNotCountAsWritten() {
    crashAt(100);
    timeline.returnBegins(200);
    look(230, true, 9);
    look(250, true, 9);
    look(270, true, 10);
    look(290, true, 11);

    assertThat(timeline.firstGoodWrite()).isEqualTo(OptionalLong.of(271));
  }

  @Test
  void aDatabaseThatIsNeverLostIsBackWhenTheStartCommandHasEnded() {
    look(90, true, 5);
    timeline.stopBegins(100);
    look(120, true, 5);
    timeline.returnBegins(200);
    look(220, true, 5);
    assertThat(timeline.back()).isEmpty();

    timeline.returnEnds(300);
    look(310, true, 5);
    look(330, true, 6);

    assertThat(timeline.back()).isEqualTo(OptionalLong.of(300));
    assertThat(timeline.firstGoodWrite()).isEqualTo(OptionalLong.of(331));
  }

  @Test
  void aLookBetweenTwoFailuresBeforeTheReturnIsNoReturn() {
    crashAt(100);
    look(150, true, 8);
    look(170, false, Look.NO_ROW);
    timeline.returnBegins(200);

    assertThat(timeline.back()).isEmpty();
  }

  @Test
  void aTableThatIsMadeAnewCountsFromItsFirstRow() {
    crashAt(100);
    timeline.returnBegins(200);
    look(230, true, Look.NO_ROW);
    look(250, true, 1);

    assertThat(timeline.firstGoodWrite()).isEqualTo(OptionalLong.of(251));
  }

  @Test
  void aServerThatIsStillConnectedOrOnlySuspectsHasNotNoticed() {
    timeline.add(new StateReading(50, "down", "HF-DB-002"));
    timeline.add(new StateReading(60, "connected", ""));
    crashAt(100);
    timeline.add(new StateReading(110, "suspect", ""));
    assertThat(timeline.detected()).isEmpty();

    timeline.add(new StateReading(130, "down", "HF-DB-002"));
    timeline.add(new StateReading(140, "recovering", ""));

    assertThat(timeline.detected()).isEqualTo(OptionalLong.of(130));
  }

  @Test
  void rowsFlowWhenTheNumberRises() {
    look(10, false, Look.NO_ROW);
    look(20, true, Look.NO_ROW);
    assertThat(timeline.isFlowing()).isFalse();

    look(40, true, 3);

    assertThat(timeline.isFlowing()).isTrue();
  }

  private void crashAt(long nanos) {
    look(nanos - 20, true, 5);
    timeline.stopBegins(nanos);
    look(nanos + 10, false, Look.NO_ROW);
  }

  private void look(long begun, boolean accepting, long highest) {
    timeline.add(new Look(begun, begun + 1, accepting, highest));
  }
}
