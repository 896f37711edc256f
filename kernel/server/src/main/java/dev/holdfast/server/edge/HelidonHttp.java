package dev.holdfast.server.edge;

import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.context.Context;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.http.media.MediaContext;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.http1.Http1ConnectionSelectorConfig;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Helidon's HTTP/1.1 and routing without its listener: one exchange is one connection to it.
 *
 * <p>Its listener (4.5.0) gives up at the first accept that fails, holds 8 KiB for each connection,
 * and lets nobody end the output of a socket alone.
 */
public final class HelidonHttp implements ListenerContext {
  private final ListenerConfig config;
  private final Router router;
  private final Http1ConnectionSelector http;
  private final Context context = Context.create();
  private final MediaContext media = MediaContext.create();
  private final ContentEncodingContext encodings;
  private final DirectHandlers direct;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Limit limit = FixedLimit.create();

  /**
   * Puts it together.
   *
   * @param config of which all counts that is not about sockets
   * @param maxHead bytes of a head that the edge lets pass
   * @param upgraders to what a connection can be upgraded, by its name in lower case
   */
  public HelidonHttp(
      ListenerConfig config,
      HttpRouting.Builder routing,
      int maxHead,
      List<Http1Upgrader> upgraders) {
    this.config = config;
    this.router = Router.builder().addRouting(routing).build();
    this.encodings = config.contentEncoding().orElseGet(ContentEncodingContext::create);
    this.direct = config.directHandlers().orElseGet(DirectHandlers::create);
    this.http = http(maxHead, upgraders);
    limit.init("web");
    router.beforeStart();
  }

  private static Http1ConnectionSelector http(int maxHead, List<Http1Upgrader> upgraders) {
    // A head that the edge lets pass has to pass there too; what it adds to it is short.
    int most = maxHead + 1024;
    Http1ConnectionSelectorConfig.Builder http =
        Http1ConnectionSelector.builder()
            .config(
                Http1Config.builder()
                    .maxPrologueLength(most)
                    .maxHeadersSize(most)
                    .addReceiveListener(new HeadRead())
                    .addSendListener(new Exchange.Answers())
                    .build());
    upgraders.forEach(upgrader -> http.addUpgrader(new WatchedUpgrader(upgrader)));
    return http.build();
  }

  /** Helidon has one request only of each of its connections. */
  private static final class HeadRead implements Http1ConnectionListener {
    @Override
    public void headers(ConnectionContext context, Headers headers) {
      if (context instanceof Exchange exchange) {
        exchange.client().routed();
      }
    }
  }

  private record WatchedUpgrader(Http1Upgrader upgrader) implements Http1Upgrader {
    @Override
    public String supportedProtocol() {
      return upgrader.supportedProtocol();
    }

    @Override
    public @Nullable ServerConnection upgrade(
        ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
      ServerConnection upgraded = upgrader.upgrade(context, prologue, headers);
      if (upgraded != null && context instanceof Exchange exchange) {
        exchange.client().upgraded();
      }
      return upgraded;
    }
  }

  /** Serves one exchange, once its {@code handle} is called. */
  ServerConnection connection(Exchange exchange) {
    return http.connection(exchange);
  }

  /** Without one of its own: the edge has decided how many there may be. */
  Limit limit() {
    return limit;
  }

  Router router() {
    return router;
  }

  @Override
  public Context context() {
    return context;
  }

  @Override
  public MediaContext mediaContext() {
    return media;
  }

  @Override
  public ContentEncodingContext contentEncodingContext() {
    return encodings;
  }

  @Override
  public DirectHandlers directHandlers() {
    return direct;
  }

  @Override
  public ListenerConfig config() {
    return config;
  }

  @Override
  public ExecutorService executor() {
    return executor;
  }
}
