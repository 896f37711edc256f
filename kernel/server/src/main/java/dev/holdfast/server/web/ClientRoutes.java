package dev.holdfast.server.web;

import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.support.JsonAnswer;
import dev.holdfast.spi.support.JsonWriter;
import dev.holdfast.spi.support.QueryParameters;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.InetAddress;
import java.time.Duration;

/**
 * {@code GET /admin/clients}: addresses that are blocked or have offended lately. {@code PUT
 * /admin/clients/<address>?seconds=<n>} blocks one by hand, {@code DELETE /admin/clients/<address>}
 * lifts a block.
 */
public final class ClientRoutes implements HttpService {
  private static final Duration LONGEST = Duration.ofDays(30);
  private static final Duration USUAL = Duration.ofHours(1);

  private final ClientBlocks blocks;

  /** Creates the routes of these blocks. */
  public ClientRoutes(ClientBlocks blocks) {
    this.blocks = blocks;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/", (request, response) -> send(response))
        .put("/{address}", this::block)
        .delete("/{address}", this::unblock);
  }

  private void block(ServerRequest request, ServerResponse response) {
    Duration time =
        QueryParameters.of(request.query(), "seconds").seconds("seconds", LONGEST, USUAL);
    blocks.block(address(request), time, "by an operator");
    send(response);
  }

  private void unblock(ServerRequest request, ServerResponse response) {
    String address = address(request);
    if (!blocks.unblock(address)) {
      throw new ProblemException(WebProblems.NOT_AN_ADDRESS.because(address + " is not blocked"));
    }
    send(response);
  }

  private static String address(ServerRequest request) {
    String address = request.path().pathParameters().get("address");
    String literal = address.endsWith("::-64") ? address.replace("::-64", "::") : address;
    try {
      return InetAddress.ofLiteral(literal).getHostAddress();
    } catch (IllegalArgumentException e) {
      throw new ProblemException(WebProblems.NOT_AN_ADDRESS.because(Quoted.of(address, 60)), e);
    }
  }

  private void send(ServerResponse response) {
    JsonAnswer.send(
        response,
        json -> {
          json.writeArrayPropertyStart("clients");
          blocks.list().forEach(client -> write(json, client));
          json.writeEndArray();
        });
  }

  private static void write(JsonWriter json, ClientBlocks.Client client) {
    json.writeStartObject();
    json.writeStringProperty("address", client.address());
    json.writeBooleanProperty("blocked", client.until().isPresent());
    client.until().ifPresent(until -> json.writeStringProperty("until", until.toString()));
    json.writeStringProperty("reason", client.reason());
    json.writeObjectPropertyStart("offences");
    client.offences().forEach((kind, count) -> json.writeNumberProperty(kind.label(), count));
    json.writeEndObject();
    json.writeEndObject();
  }
}
