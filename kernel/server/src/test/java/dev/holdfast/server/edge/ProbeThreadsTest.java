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

  private static boolean isWhole(String request) {
    return ProbePaths.isWholeRequest(request.getBytes(StandardCharsets.ISO_8859_1));
  }
}
