package dev.holdfast.server.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.server.edge.http.ProbePaths;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeThreadsTest {
  private final ProbeThreads threads = new ProbeThreads();
  private final CountDownLatch unread = new CountDownLatch(1);
  private final AtomicInteger running = new AtomicInteger();

  @AfterEach
  void end() {
    unread.countDown();
    threads.close();
  }

  private void waitForReader() {
    running.incrementAndGet();
    try {
      unread.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      running.decrementAndGet();
    }
  }

  @Test
  void clientsThatDoNotReadTheirAnswersLeaveThreadsToOthers() {
    int taken = 0;
    while (threads.run("10.0.0.1", this::waitForReader)) {
      taken++;
    }
    assertThat(taken).isBetween(1, 4);
    assertThat(threads.run("10.0.0.2", this::waitForReader)).isTrue();
    unread.countDown();
    await().until(() -> running.get() == 0);
    await().until(() -> threads.run("10.0.0.1", () -> {}));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health HTTP/1.1\r\nHost: a\r\n\r\n",
        "HEAD /health/ready?x=y HTTP/1.0\r\n\r\n",
        "GET /metrics HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n"
      })
  void whatMonitorsSendIsAWholeRequest(String request) {
    assertThat(isWhole(request)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health HTTP/1.1\r\nHost: a\r\n",
        "GET /health HTTP/1.1\r\nHost: a\r\n\r\nGET /events HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /events HTTP/1.1\r\nReferer: /health HTTP/1.1\r\n\r\n",
        "GET /health/../events HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /health HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /healthy HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET",
        "H"
      })
  void whatWaitsForMoreOrWantsMoreIsNot(String request) {
    assertThat(isWhole(request)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /events ",
        "GET /healthy?a=b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /health/../events HTTP/1.1\r\n",
        "POST /events HTTP/1.1\r\nContent-Length: 9\r\n\r\n123456789",
        "DELETE / HTTP/1.1\r\n"
      })
  void whatIsNoProbeWhateverFollowsIsKnownByItsFirstBytes(String request) {
    assertThat(isForAnother(request)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "G",
        "GET ",
        "GET /events",
        "GET /health HTTP/1.1\r\n",
        "GET /health/live?full HTTP/1.1\r\n",
        "GET http://a/health HTTP/1.1\r\n",
        "GET /ev\u00e4nts HTTP/1.1\r\n",
        "GET /events\r\n",
        "HEAD /events HTTP/1.1\r\n",
        "NONSENSE /events HTTP/1.1\r\n",
        " GET /events HTTP/1.1\r\n",
        "\r\nGET /health HTTP/1.1\r\n"
      })
  void whatMayBeAProbeOrIsAFaultIsReadWhole(String request) {
    assertThat(isForAnother(request)).isFalse();
  }

  private static boolean isForAnother(String request) {
    return ProbePaths.isForAnother(request.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static boolean isWhole(String request) {
    return ProbePaths.isWholeRequest(request.getBytes(StandardCharsets.ISO_8859_1));
  }
}
