package dev.holdfast.console.command.health;

import dev.holdfast.console.client.Members;
import dev.holdfast.console.client.ServerApi;
import java.util.List;

/** Reads the diagnostic bundles of a server over HTTP. */
record BundlePages(ServerApi server) implements BundleSource {
  static final String PATH = "/admin/incidents";

  @Override
  public List<BundleSummary> list() {
    String answer = server.operate("GET", PATH, "");
    return Members.parse(server.address() + PATH, answer).objects("incidents").stream()
        .map(BundlePages::bundle)
        .toList();
  }

  static BundleSummary bundle(Members members) {
    return new BundleSummary(
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
  public String location(String id) {
    String path = PATH + "/" + id;
    String answer = server.operate("GET", path, "");
    return Members.parse(server.address() + path, answer).text("directory");
  }

  @Override
  public void close() {
    server.close();
  }
}
