package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.alert.Delivery;
import dev.holdfast.spi.support.HttpDelivery;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HttpDeliveryTest {
  private static final Duration SHORT = Duration.ofSeconds(2);
  private static final Problem BUSY = new Problem("HF-TEST-001", 503, "busy", "", "");
  private static final Problem REFUSED = new Problem("HF-TEST-002", 502, "refused", "", "");
  private static final Problem UNREACHABLE = new Problem("HF-TEST-003", 503, "away", "", "");
  private static final Problem BAD = new Problem("HF-TEST-004", 500, "cannot be used", "", "");

  private HttpReceiver receiver;
  private HttpDelivery http;
  private URI target;

  @BeforeEach
  void open() throws IOException {
    receiver = HttpReceiver.open();
    target = receiver.uri("/hooks/a-long-secret?key=another-secret&a=b");
    http =
        new HttpDelivery(
            SHORT,
            SHORT,
            new HttpDelivery.Problems(BUSY, REFUSED, UNREACHABLE),
            HttpDelivery.secretsOf(target),
            new ManualClock());
  }

  @AfterEach
  void close() {
    http.close();
    receiver.close();
  }

  private HttpRequest request() {
    return HttpRequest.newBuilder(target).build();
  }

  @Test
  void theStatusSaysWhetherTryingAgainIsOfUse() throws Exception {
    for (int later : List.of(500, 502, 503, 599, 408, 425, 429)) {
      receiver.answer(later, "");
      assertThat(http.send(request())).as("" + later).isInstanceOf(Delivery.TryAgain.class);
    }
    for (int never : List.of(301, 400, 401, 403, 404, 410)) {
      receiver.answer(never, "");
      assertThat(http.send(request())).as("" + never).isInstanceOf(Delivery.Dead.class);
    }
    receiver.answer(202, "");
    assertThat(http.send(request())).isEqualTo(new Delivery.Delivered("202"));
  }

  @Test
  void whenToTryAgainIsSaidInSecondsOrAsADate() throws Exception {
    for (String header : List.of("30", "Sun, 21 Jun 2026 12:00:30 GMT")) {
      receiver.answer(503, "", Map.of("Retry-After", header));
      assertThat(((Delivery.TryAgain) http.send(request())).after())
          .as(header)
          .contains(Duration.ofSeconds(30));
    }
    receiver.answer(503, "", Map.of("Retry-After", "soon"));
    assertThat(((Delivery.TryAgain) http.send(request())).after()).isEmpty();
  }

  @Test
  void aReasonRepeatsNoPartOfTheAddressThatIsASecret() throws Exception {
    receiver.answer(403, "no key=another-secret, nor a-long-secret, at " + target);
    assertThat(http.send(request()).toString())
        .contains("403 no")
        .doesNotContain("a-long-secret", "another-secret");
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    receiver.answer(302, "", Map.of("Location", "/elsewhere"));
    assertThat(http.send(request())).isInstanceOf(Delivery.Dead.class);
    assertThat(receiver.requests()).hasSize(1);
  }

  @Test
  void anAnswerThatDoesNotEndIsAnAnswer() throws Exception {
    receiver.endless();
    assertThat(http.send(request())).isInstanceOf(Delivery.Delivered.class);
    assertThat(http.ask(request()).body()).startsWith("for ever").hasSize(64 << 10);
  }

  @Test
  void silenceEndsWithTheLimit() throws Exception {
    receiver.hang();
    assertThat(http.send(request()).toString()).contains("HF-TEST-003", "no answer within 2000 ms");
  }

  @Test
  void whatCannotBeUsedIsRefusedWithoutItsText() {
    for (String address : List.of("", "ftp://secret", "https:///secret", "ht tp://secret")) {
      assertThatThrownBy(() -> HttpDelivery.address(address, BAD))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("HF-TEST-004")
          .hasMessageNotContaining("secret");
    }
    assertThatThrownBy(() -> HttpDelivery.token("sec ret", BAD))
        .isInstanceOf(ProblemException.class)
        .hasMessageNotContaining("ret\"");
    assertThat(HttpDelivery.address(" https://example.org/a ", BAD))
        .isEqualTo(URI.create("https://example.org/a"));
    assertThat(HttpDelivery.token(" abc\n", BAD)).isEqualTo("abc");
  }
}
