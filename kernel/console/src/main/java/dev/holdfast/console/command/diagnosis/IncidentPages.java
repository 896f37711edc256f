package dev.holdfast.console.command.diagnosis;

import dev.holdfast.console.client.Members;
import dev.holdfast.console.client.ServerApi;
import java.util.List;

/** The incidents of a server, asked over HTTP. */
record IncidentPages(ServerApi server) implements IncidentSource {
  static final String PATH = "/admin/incidents";

  @Override
  public List<IncidentSummary> list() {
    String answer = server.operate("GET", PATH, "");
    return Members.parse(server.address() + PATH, answer).objects("incidents").stream()
        .map(IncidentPages::incident)
        .toList();
  }

  static IncidentSummary incident(Members members) {
    return new IncidentSummary(
        members.text("id"),
        members.text("reason"),
        members.isTrue("complete"),
        members.whole("bytes"));
  }

  @Override
  public String text(String id, String file) {
    return server.operate("GET", PATH + "/" + id + "/" + file, "");
  }

  @Override
  public String place(String id) {
    String path = PATH + "/" + id;
    String answer = server.operate("GET", path, "");
    return Members.parse(server.address() + path, answer).text("directory");
  }

  @Override
  public void close() {
    server.close();
  }
}
