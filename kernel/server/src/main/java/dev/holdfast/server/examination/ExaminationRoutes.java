package dev.holdfast.server.examination;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.server.plugin.loading.PluginDescriptor;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.server.Finding;
import dev.holdfast.spi.server.PluginStatus;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * {@code POST /admin/examination}: the running server examines itself for a doctor beside it. Only
 * the server knows the settings, the secrets and the environment that it was started with, so only
 * it can examine the database that it uses. The answer is the doctor's lines, each sent as soon as
 * it is there: first what is not well on /health, then what each plugin finds.
 */
public final class ExaminationRoutes implements HttpService {

  /** The plugins that are in service, each with its settings. */
  @FunctionalInterface
  public interface PluginsInService {
    /** Asks for them. */
    Map<PluginDescriptor, Record> plugins() throws InterruptedException;
  }

  private final PluginsInService inService;
  private final Supplier<List<Finding>> health;
  private final Supplier<List<PluginStatus>> states;
  private final CheckedHost premises;
  private final AtomicBoolean underWay = new AtomicBoolean();

  /** The routes of a server on these premises. */
  public ExaminationRoutes(
      PluginsInService inService,
      Supplier<List<Finding>> health,
      Supplier<List<PluginStatus>> states,
      CheckedHost premises) {
    this.inService = inService;
    this.health = health;
    this.states = states;
    this.premises = premises;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.post("/", this::examine);
  }

  private void examine(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    if (!underWay.compareAndSet(false, true)) {
      throw new ProblemException(ExaminationProblems.UNDER_WAY);
    }
    try {
      Map<PluginDescriptor, Record> plugins = inService.plugins();
      response.headers().set(HeaderNames.CONTENT_TYPE, "application/x-ndjson");
      response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
      try (PrintWriter out = new PrintWriter(response.outputStream(), false, UTF_8)) {
        Report report = new Report(out);
        new RunningState(health.get(), states.get(), premises.clock().instant()).tell(report);
        Examiner examiner = new Examiner(premises, report, Examiner.LIMIT);
        for (var plugin : plugins.entrySet()) {
          examiner.examine(plugin.getKey(), plugin.getValue());
        }
      }
    } finally {
      underWay.set(false);
    }
  }
}
