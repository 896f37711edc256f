package dev.holdfast.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ReadingsTest {
  @Test
  void sumsTheSeriesOfAName() {
    Metrics metrics =
        Metrics.parse(
            """
            # HELP x_total some
            # TYPE x_total counter
            x_total{plugin="a",path="/{id}"} 2.0
            x_total{plugin="b"} 3.5E1 1700000000
            x_total_more 9
            plain 7
            odd{x="y"} NaN
            broken
            """);
    assertThat(metrics.sum("x_total")).hasValue(37);
    assertThat(metrics.sum("x_total", "plugin=\"b\"")).hasValue(35);
    assertThat(metrics.sum("plain")).hasValue(7);
    assertThat(metrics.sum("absent")).isEmpty();
  }

  @Test
  void readsTheIdsOfAPageAndItsCursor() {
    EventsPage page =
        EventsPage.parse(
            "url",
            """
            {"events":[{"id":"1","data":{"id":"inner","list":[{"id":"x"}]}},{"data":[],"id":"2"}],
             "next":"abc"}
            """);
    assertThat(page.ids()).containsExactly("1", "2");
    assertThat(page.next()).isEqualTo("abc");
  }

  @Test
  void aPageThatIsNoneIsAFailure() {
    assertThatThrownBy(() -> EventsPage.parse("url", "<html>")).isInstanceOf(Failure.class);
  }

  @Test
  void theSameSeedGivesTheSameNight() {
    Observatory one = new Observatory(5, "n");
    Observatory two = new Observatory(5, "n");
    Observatory other = new Observatory(6, "n");
    Instant time = Instant.parse("2026-01-01T22:00:00Z");
    boolean different = false;
    StringBuilder night = new StringBuilder();
    for (int i = 0; i < 700; i++) {
      String event = one.next(time.plusMillis(50L * i));
      assertThat(two.next(time.plusMillis(50L * i))).isEqualTo(event);
      different |= !other.next(time.plusMillis(50L * i)).equals(event);
      night.append(event);
      try (var json = Json.parser(event)) {
        json.nextToken();
        json.skipChildren();
        assertThat(json.nextToken()).isNull();
      }
    }
    assertThat(different).isTrue();
    assertThat(night)
        .contains("mount.slewed", "mount.position", "camera.image", "guider.correction")
        .contains("weather.reading");
  }

  @Test
  void aPlatformsDatabaseAddressBecomesOneOfJdbc() {
    Properties properties = new Properties();
    assertThat(DatabaseDrivers.jdbcUrl("postgresql://me:pw@db:5433/events?ssl=true", properties))
        .isEqualTo("jdbc:postgresql://db:5433/events?ssl=true");
    assertThat(properties).containsEntry("user", "me").containsEntry("password", "pw");
  }

  @Test
  void theVerdictOfASoakNamesWhatGrew() {
    Trend flat = new Trend();
    Trend growing = new Trend();
    for (int i = 0; i < 20; i++) {
      flat.add(i, 30);
      growing.add(i, 30 + i);
    }
    assertThat(new SoakResult(flat, flat, flat, flat, 10, 10, 200).holds()).isTrue();
    assertThat(new SoakResult(flat, growing, flat, flat, 10, 10, 200).complaints())
        .containsExactly("threads grew from 39 to 49");
    assertThat(new SoakResult(flat, flat, flat, flat, 10, 9, 30).complaints()).hasSize(2);
  }
}
