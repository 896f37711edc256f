package dev.holdfast.console.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.console.terminal.Failure;
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
}
