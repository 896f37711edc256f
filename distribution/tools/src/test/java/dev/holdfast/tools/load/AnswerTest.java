package dev.holdfast.tools.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {
  private static @Nullable Answer parse(String text) {
    byte[] bytes = ("##" + text + "##").getBytes(UTF_8);
    return Answer.parse(bytes, 2, bytes.length - 4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"ack\":{\"upTo\":1234567}}",
        " { \"ack\" : { \"upTo\" : 1234567 } } ",
        "{\"ack\":{\"at\":[1,2],\"upTo\":1234567,\"more\":{\"upTo\":3}}}",
        "{\"v\":1,\"ack\":{\"upTo\":1234567}}"
      })
  void anAcknowledgementIsReadHoweverItIsWritten(String text) {
    assertThat(parse(text)).isEqualTo(new Answer.Acknowledged(1_234_567));
  }

  @Test
  void aRefusalCarriesAllThatItSays() {
    assertThat(
            parse(
                "{\"nack\":{\"event\":7,\"code\":\"HF-JNL-004\",\"reason\":\"full\","
                    + "\"retryAfterMs\":250}}"))
        .isEqualTo(new Answer.Refused(7, "HF-JNL-004", "full", 250));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{}", "{\"hello\":{\"upTo\":5}}", "{\"ack\":{\"upTo\":", "x"})
  void whatIsNoAnswerIsPassedOver(String text) {
    assertThat(parse(text)).isNull();
  }
}
