package dev.holdfast.server.web;

import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Role;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** A route for admins: what changes something, and who was turned away, is written down. */
final class AuditedHandler implements Handler {
  private final Gate gate;
  private final Audit audit;
  private final Handler inner;

  AuditedHandler(Gate gate, Audit audit, Handler inner) {
    this.gate = gate;
    this.audit = audit;
    this.inner = inner;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) throws Exception {
    String principal = letIn(request);
    if (Gate.readsOnly(request)) {
      inner.handle(request, response);
      return;
    }
    Audit.Operation operation = audit.begin(call(principal, request));
    int status = Status.INTERNAL_SERVER_ERROR_500.code();
    try {
      inner.handle(request, response);
      status = response.status().code();
    } catch (Exception e) {
      status = Requests.status(e);
      throw e;
    } finally {
      // One that leaves the request to the next route did nothing; that route writes it down.
      if (!(response instanceof RoutingResponse routing && routing.isNexted())) {
        operation.ended(status);
      }
    }
  }

  private String letIn(ServerRequest request) {
    try {
      return gate.check(request, Role.ADMIN);
    } catch (ProblemException refused) {
      audit.refused(call(gate.name(request), request), refused.problem());
      throw refused;
    }
  }

  /** Without the query, in which people put what should not be in a log. */
  private static Audit.Call call(String who, ServerRequest request) {
    return new Audit.Call(
        who,
        request.remotePeer().host(),
        request.prologue().method().text(),
        request.prologue().uriPath().rawPath());
  }
}
