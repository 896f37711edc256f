package dev.holdfast.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.console.terminal.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code holdfast incident}, on files of this machine and on a server of another. */
final class IncidentCommandTest {
  private static final String OLD = "20261121T101500Z-stall-x";
  private static final String NEW = "20261121T111500Z-memory-pause";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir Path base;

  private int type(String... words) {
    List<String> all = new ArrayList<>(List.of("incident"));
    all.addAll(List.of(words));
    return Main.execute(
        new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
  }

  private void write(String id, String index, String summary) throws IOException {
    Path directory = Files.createDirectories(base.resolve("data/incidents").resolve(id));
    Files.writeString(directory.resolve("index.txt"), index);
    Files.writeString(directory.resolve("summary.txt"), summary);
  }

  @Test
  void theyAreListedNewestFirstWhileTheServerIsDown() throws Exception {
    write(OLD, "reason x does not tick\n", "half");
    write(NEW, "reason 84 % of the heap\ncomplete\n", "Suspect: leaky\n");
    assertThat(type("ls", "--base", base.toString())).isZero();
    assertThat(out.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith(NEW).endsWith("KiB  84 % of the heap"),
            line -> assertThat(line).startsWith(OLD).endsWith("(incomplete) x does not tick"));
    assertThat(type("ls", "--json", "--base", base.toString())).isZero();
    assertThat(out.toString()).contains("{\"incidents\":[{\"id\":\"" + NEW + "\"");
  }

  @Test
  void theNewestIsShownUnlessOneIsNamed() throws Exception {
    write(OLD, "reason x\n", "the old one\n");
    write(NEW, "reason y\ncomplete\n", "Suspect: leaky\u001b[2J\n");
    assertThat(type("show", "--base", base.toString())).isZero();
    assertThat(out.toString()).contains("Suspect: leaky").doesNotContain("\u001b");
    assertThat(err.toString()).contains("incidents/" + NEW);
    assertThat(type("show", OLD, "--base", base.toString())).isZero();
    assertThat(out.toString()).contains("the old one");
    assertThat(type("show", OLD, "index.txt", "--base", base.toString())).isZero();
    assertThat(out.toString()).contains("reason x");
  }

  @Test
  void ofOneWithoutASummaryTheIndexIsShownAndTheExitCodeSaysSo() throws Exception {
    write(OLD, "reason x does not tick\n", "");
    assertThat(type("show", "--base", base.toString())).isEqualTo(ExitCode.FAILURE);
    assertThat(out.toString()).contains("reason x does not tick");
    assertThat(err.toString()).contains("the bundle has no summary", "incidents/" + OLD);
    Files.delete(base.resolve("data/incidents").resolve(OLD).resolve("summary.txt"));
    assertThat(type("show", OLD, "--base", base.toString())).isEqualTo(ExitCode.FAILURE);
    assertThat(type("show", OLD, "summary.txt", "--base", base.toString()))
        .isEqualTo(ExitCode.FAILURE);
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertThat(type("show", "--base", base.toString())).isEqualTo(ExitCode.FAILURE);
    assertThat(type("ls", "--base", base.toString())).isZero();
    assertThat(err.toString())
        .contains("there is no diagnostic bundle", "no diagnostic bundle yet");
    assertThat(type("show", NEW, "--base", base.toString())).isEqualTo(ExitCode.FAILURE);
    assertThat(err.toString()).contains("HF-CLI-017");
  }

  @Test
  void aNameThatCannotBeOneIsAMistakeOfUsage() {
    assertThat(type("show", "../x", "--base", base.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(type("show", NEW, "../../x.txt", "--base", base.toString()))
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void oneIsCapturedByTheServerThatRuns() throws Exception {
    try (AdminServer server = new AdminServer()) {
      server.runsOn(base);
      server.replies(201, "{\"id\":\"" + NEW + "\",\"directory\":\"/d/x\",\"complete\":true}");
      assertThat(type("capture", "--base", base.toString())).isZero();
      assertThat(out.toString()).isEqualToIgnoringNewLines(NEW);
      assertThat(server.asked())
          .containsExactly(new AdminServer.Asked("POST", "/admin/incidents", ""));
    }
    try (AdminServer server = new AdminServer()) {
      server.runsOn(base);
      server.replies(409, "{\"title\":\"busy\",\"code\":\"HF-MEM-016\",\"detail\":\"\"}");
      assertThat(type("capture", "--base", base.toString())).isNotZero();
      assertThat(err.toString()).contains("HF-MEM-016");
    }
  }

  @Test
  void theOnesOfAnotherMachineAreAskedFor() throws Exception {
    try (AdminServer server = new AdminServer()) {
      String[] there = at(server);
      server.replies(
          200,
          "{\"incidents\":[{\"id\":\""
              + NEW
              + "\",\"reason\":\"r\",\"complete\":true,\"bytes\":2048}]}");
      assertThat(type("ls", there[0], there[1], there[2], there[3])).isZero();
      assertThat(out.toString()).contains(NEW, "2 KiB  r");
    }
    try (AdminServer server = new AdminServer()) {
      String[] there = at(server);
      server.replies(200, "Suspect: leaky");
      server.replies(200, "{\"directory\":\"/srv/data/incidents/x\"}");
      assertThat(type("show", NEW, there[0], there[1], there[2], there[3])).isZero();
      assertThat(out.toString()).contains("Suspect: leaky");
      assertThat(err.toString()).contains("/srv/data/incidents/x");
    }
  }

  private String[] at(AdminServer server) throws IOException {
    Path token = Files.writeString(base.resolve("token"), AdminServer.TOKEN + "\n");
    return new String[] {"--url", server.url(), "--token-file", token.toString()};
  }
}
