package dev.holdfast.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.alerts.condition.FakeServerView;
import dev.holdfast.alerts.support.DefaultConfig;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.alert.Delivery;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notifier;
import dev.holdfast.spi.job.Job;
import dev.holdfast.spi.server.ServerView;
import dev.holdfast.testkit.PluginContract;
import dev.holdfast.testkit.PluginHarness;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AlertsPluginTest implements PluginContract {
  @TempDir Path directory;

  @Override
  public Plugin plugin() {
    return new AlertsPlugin();
  }

  @Override
  public void prepare(PluginHarness harness) {
    harness
        .config(DefaultConfig.defaults())
        .offering(ServerView.class, new FakeServerView(InstantSource.system(), directory));
  }

  @Test
  void operatorsTestSilenceAndLookOverHttp() throws Exception {
    List<Notification> taken = new CopyOnWriteArrayList<>();
    Notifier channel =
        notification -> {
          taken.add(notification);
          return new Delivery.Delivered("");
        };
    try (PluginHarness harness = PluginHarness.of(plugin());
        HttpClient http = HttpClient.newHttpClient()) {
      prepare(harness);
      harness.contributing(Notifier.class, channel);
      harness.start();
      assertThat(send(http, harness, "POST", "/test", "{}").statusCode()).isEqualTo(200);
      await().until(() -> taken.size() == 1);
      await().until(() -> send(http, harness, "GET", "/log", "").body().contains("delivered"));
      String silence =
          "{\"matcher\":\"database\",\"author\":\"a\",\"reason\":\"r\",\"forSeconds\":60}";
      HttpResponse<String> made = send(http, harness, "POST", "/silences", silence);
      assertThat(made.body()).contains("\"matcher\":\"database\"");
      String id = made.body().replaceAll(".*\"id\":\"(\\w+)\".*", "$1");
      assertThat(send(http, harness, "GET", "", "").body()).contains(id, "\"channels\":[{");
      assertThat(send(http, harness, "DELETE", "/silences/" + id, "").statusCode()).isEqualTo(200);
      assertThat(send(http, harness, "DELETE", "/silences/" + id, "").statusCode()).isEqualTo(404);
      assertThat(send(http, harness, "POST", "/silences", "[").statusCode()).isEqualTo(400);
      assertThat(
              send(
                      http,
                      harness,
                      "POST",
                      "/acknowledgements",
                      "{\"incident\":\"x\",\"author\":\"a\"}")
                  .statusCode())
          .isEqualTo(404);
      assertThat(send(http, harness, "GET", "/rules", "").body()).contains("journal-filling");
      assertThat(harness.meter("holdfast_notifications_total", "outcome", "delivered"))
          .isEqualTo(1);
      Job test = harness.contributed(Job.class).getFirst();
      assertThat(test.run().text()).isEqualTo("sent to other");
      await().until(() -> taken.size() == 2);
      assertThat(harness.health("delivery").details()).containsEntry("channels", "other");
    }
  }

  @Test
  void theLogIsLimitedByAParameterThatIsChecked() throws Exception {
    Notifier channel = notification -> new Delivery.Delivered("");
    try (PluginHarness harness = PluginHarness.of(plugin());
        HttpClient http = HttpClient.newHttpClient()) {
      prepare(harness);
      harness.contributing(Notifier.class, channel);
      harness.start();
      for (int i = 1; i <= 2; i++) {
        int lines = i;
        assertThat(send(http, harness, "POST", "/test", "{}").statusCode()).isEqualTo(200);
        await()
            .until(
                () -> send(http, harness, "GET", "/log", "").body().split("\"id\"").length > lines);
      }
      assertThat(send(http, harness, "GET", "/log?limit=1", "").body())
          .startsWith("{\"deliveries\":[{\"time\":")
          .containsOnlyOnce("\"id\"");
      for (String bad : List.of("limit=0", "limit=1001", "limit=x", "limits=1")) {
        HttpResponse<String> refused = send(http, harness, "GET", "/log?" + bad, "");
        assertThat(refused.statusCode()).as(bad).isEqualTo(400);
        assertThat(refused.body()).contains("HF-WEB-046");
      }
    }
  }

  private static HttpResponse<String> send(
      HttpClient http, PluginHarness harness, String method, String path, String body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(harness.uri("/admin/alerts" + path))
            .method(method, BodyPublishers.ofString(body))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }
}
