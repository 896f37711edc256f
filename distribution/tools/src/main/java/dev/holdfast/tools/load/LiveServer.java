package dev.holdfast.tools.load;

import dev.holdfast.console.client.ServerApi;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

/**
 * A server from its address to its end.
 *
 * @param ingest where producers connect
 * @param firstAcknowledgement when ({@link System#nanoTime()}) any producer heard the first one
 */
public record LiveServer(URI ingest, CompletableFuture<Long> firstAcknowledgement) {
  public static LiveServer at(String url) {
    try (ServerApi api = new ServerApi(url)) {
      return new LiveServer(api.ingest(), new CompletableFuture<>());
    }
  }

  void acknowledged() {
    firstAcknowledgement.complete(System.nanoTime());
  }
}
