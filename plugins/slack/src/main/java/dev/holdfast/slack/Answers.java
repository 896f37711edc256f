package dev.holdfast.slack;

import dev.holdfast.spi.Delivery;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** What Slack's answers mean. No text of it leaves here with a secret in it. */
final class Answers {
  private static final int LONGEST = 200;

  private final List<String> secrets;
  private final InstantSource clock;

  Answers(List<String> secrets, InstantSource clock) {
    this.secrets = List.copyOf(secrets);
    this.clock = clock;
  }

  /** Of a status other than 2xx. */
  Delivery bad(HttpResponse<String> answer) {
    int status = answer.statusCode();
    String why = masked(status + " " + answer.body());
    boolean later = status / 100 == 5 || List.of(408, 425, 429).contains(status);
    return later ? busy(why, retryAfter(answer)) : refused(why);
  }

  Delivery busy(String why, Optional<Duration> after) {
    return new Delivery.TryAgain(SlackProblems.BUSY.because(masked(why)), after);
  }

  Delivery refused(String why) {
    return new Delivery.Dead(SlackProblems.REFUSED.because(masked(why)));
  }

  Delivery unreachable(Exception failure) {
    String why = masked(String.valueOf(failure.getMessage()));
    return new Delivery.TryAgain(SlackProblems.UNREACHABLE.because(why), Optional.empty());
  }

  /** Seconds, or a date. */
  Optional<Duration> retryAfter(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .map(String::strip)
        .flatMap(text -> {
          try {
            return Optional.of(
                text.matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(text))
                    : Duration.between(
                        clock.instant(),
                        ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant()));
          } catch (DateTimeException e) {
            return Optional.empty();
          }
        });
  }

  private String masked(String text) {
    String plain = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    for (String secret : secrets) {
      plain = secret.isBlank() ? plain : plain.replace(secret, "***");
    }
    return plain.length() > LONGEST ? plain.substring(0, LONGEST) : plain;
  }
}
