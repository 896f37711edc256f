package dev.holdfast.server.deployment;

import dev.holdfast.server.supervision.Supervisor;
import dev.holdfast.spi.support.JsonAnswer;
import dev.holdfast.spi.support.QueryParameters;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Duration;

/**
 * What admins may see and do: {@code GET /admin/plugins}, {@code GET /admin/plugins/<name>}, {@code
 * POST /admin/plugins/<name>/restart|quarantine|release|reload}. A change is answered when it is
 * over, or goes on after half a minute, with the plugin as it is then.
 *
 * <p>Of a plugin that was removed: {@code GET /admin/plugins/<name>/leftovers}, and {@code DELETE}
 * of the same path, with {@code ?force=true} for what is nowhere else.
 */
public final class PluginRoutes implements HttpService {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** One thing to do with a plugin. */
  @FunctionalInterface
  private interface Operation {
    void on(String plugin) throws InterruptedException;
  }

  private final Supervisor supervisor;
  private final Deployments deployments;
  private final Purge purge;

  public PluginRoutes(Supervisor supervisor, Deployments deployments, Purge purge) {
    this.supervisor = supervisor;
    this.deployments = deployments;
    this.purge = purge;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get(
            "/",
            (request, response) ->
                JsonAnswer.send(response, PluginJson.all(supervisor.views(), deployments.held())))
        .get(
            "/{plugin}",
            (request, response) ->
                JsonAnswer.send(response, PluginJson.one(supervisor.view(name(request)))))
        .post(
            "/{plugin}/restart",
            (request, response) -> operate(request, response, supervisor::restart))
        .post(
            "/{plugin}/quarantine",
            (request, response) -> operate(request, response, supervisor::quarantine))
        .post(
            "/{plugin}/release",
            (request, response) -> operate(request, response, supervisor::release))
        .post(
            "/{plugin}/reload",
            (request, response) -> operate(request, response, deployments::reload))
        .get(
            "/{plugin}/leftovers",
            (request, response) ->
                JsonAnswer.send(response, PluginJson.left(purge.look(name(request)))))
        .delete("/{plugin}/leftovers", this::purge);
  }

  private void purge(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    boolean force = QueryParameters.of(request.query(), "force").isTrue("force", false);
    JsonAnswer.send(response, PluginJson.left(purge.purge(name(request), force)));
  }

  private void operate(ServerRequest request, ServerResponse response, Operation operation)
      throws InterruptedException {
    String plugin = name(request);
    operation.on(plugin);
    var _ = supervisor.awaitSettled(plugin, PATIENCE);
    JsonAnswer.send(response, PluginJson.one(supervisor.view(plugin)));
  }

  private static String name(ServerRequest request) {
    return request.path().pathParameters().get("plugin");
  }
}
