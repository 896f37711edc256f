package dev.holdfast.spi.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.ProblemException;
import io.helidon.common.uri.UriQuery;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class QueryParametersTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static QueryParameters query(String text) {
    return QueryParameters.of(
        UriQuery.create(text), "limit", "before", "seconds", "force", "source");
  }

  private static void refused(ThrowingCallable call, String why) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("HF-WEB-046");
              assertThat(e.problem().status()).isEqualTo(400);
              assertThat(e.problem().why()).isEqualTo(why);
            });
  }

  @Test
  void takesWhatIsGivenAndOtherwiseTheDefault() {
    QueryParameters query =
        query("limit=7&before=9223372036854775807&seconds=90&force=true&source=a%20b");
    assertThat(query.number("limit", 1, 1000, 100)).isEqualTo(7);
    assertThat(query.number("before", 0, Long.MAX_VALUE, 0)).isEqualTo(Long.MAX_VALUE);
    assertThat(query.seconds("seconds", DAY, MINUTE)).isEqualTo(Duration.ofSeconds(90));
    assertThat(query.isTrue("force", false)).isTrue();
    assertThat(query.text("source")).contains("a b");
    for (QueryParameters none :
        new QueryParameters[] {query(""), query("limit=&force=&source="), query("limit&force")}) {
      assertThat(none.number("limit", 1, 1000, 100)).isEqualTo(100);
      assertThat(none.seconds("seconds", DAY, MINUTE)).isEqualTo(MINUTE);
      assertThat(none.isTrue("force", true)).isTrue();
      assertThat(none.text("source")).isEmpty();
    }
  }

  @Test
  void aNumberOutOfItsRangeAndWhatIsNoneAreOneProblem() {
    String range = ", not a number from 1 to 1000";
    for (String bad : new String[] {"0", "1001", "-1", "x", "1.5", "99999999999999999999"}) {
      refused(
          () -> query("limit=" + bad).number("limit", 1, 1000, 100),
          "limit is '" + bad + "'" + range);
    }
    refused(
        () -> query("before=-1").number("before", 0, Long.MAX_VALUE, 0),
        "before is '-1', not a number of at least 0");
    refused(
        () -> query("seconds=86401").seconds("seconds", DAY, MINUTE),
        "seconds is '86401', not a number from 1 to 86400");
    refused(() -> query("force=yes").isTrue("force", false), "force is 'yes', not true or false");
  }

  @Test
  void aNameThatIsNotKnownIsRefusedWithThoseThatAre() {
    refused(
        () -> query("sorce=a"), "there is no 'sorce', only limit, before, seconds, force, source");
    refused(() -> query("limit=1&limit=2"), "limit is given 2 times");
  }

  @Test
  void aTextThatCouldForgeALineIsNotRepeated() {
    refused(
        () -> query("force=a%0AERROR").isTrue("force", false),
        "force is a text of 7 characters, not true or false");
    refused(
        () -> query("limit=" + "9".repeat(41)).number("limit", 1, 1000, 100),
        "limit is a text of 41 characters, not a number from 1 to 1000");
  }
}
