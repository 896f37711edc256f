package dev.holdfast.console.command.admin;

import dev.holdfast.console.client.AdminAccess;
import dev.holdfast.console.client.Members;
import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.terminal.CommandGroup;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Terminal;
import dev.holdfast.console.terminal.TimeSpan;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The addresses of clients that offend, and those that are blocked for it. */
@Command(
    name = "clients",
    header = "List, block and unblock the addresses of misbehaving clients.",
    footer = {
      "  holdfast clients ls                    list blocked addresses, with end and reason",
      "  holdfast clients block 203.0.113.7 --for 1h",
      "  holdfast clients unblock 203.0.113.7"
    },
    commandListHeading = "%nCommands:%n")
public final class ClientsCommand extends CommandGroup {
  private static final String PATH = "/admin/clients";

  @Command(
      name = "ls",
      header = "List the addresses that are blocked, or have misbehaved recently.",
      footer = {"  holdfast clients ls"},
      exitCodeList = {"0:the list", ExitCode.NOT_ASKED})
  int list(@Mixin AdminAccess access) {
    return ask(access, "GET", PATH);
  }

  @Command(
      name = "block",
      header = "Block an address for a time; /health and /metrics still answer it.",
      footer = {"  holdfast clients block 203.0.113.7 --for 1h"},
      exitCodeList = {ExitCode.OPERATED, ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
  int block(
      @Mixin AdminAccess access,
      @Parameters(paramLabel = "ADDRESS", description = "An IP address.") String address,
      @Option(
              names = "--for",
              paramLabel = "TIME",
              converter = TimeSpan.class,
              defaultValue = "1h",
              description = "How long the block lasts, 1s to 30d. Default: ${DEFAULT-VALUE}.")
          Duration time) {
    return ask(access, "PUT", path(address) + "?seconds=" + time.toSeconds());
  }

  @Command(
      name = "unblock",
      header = "Unblock an address, and forget its misbehavior.",
      footer = {"  holdfast clients unblock 203.0.113.7"},
      exitCodeList = {ExitCode.OPERATED, ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
  int unblock(
      @Mixin AdminAccess access,
      @Parameters(paramLabel = "ADDRESS", description = "An address from holdfast clients ls.")
          String address) {
    return ask(access, "DELETE", path(address));
  }

  /** The network of an IPv6 client, as the list shows it, stands for any address of it. */
  private static String path(String address) {
    String literal =
        address.endsWith("::/64") ? address.substring(0, address.length() - 3) : address;
    if (!literal.matches("[0-9a-fA-F.:]+")) {
      throw Failures.badValue("ADDRESS", address, "an IP address such as 203.0.113.7");
    }
    return PATH + "/" + literal;
  }

  private int ask(AdminAccess access, String method, String path) {
    try (ServerApi server = access.open()) {
      String answer = server.operate(method, path, "");
      List<Members> clients = Members.parse(server.address() + path, answer).objects("clients");
      Terminal terminal = terminal();
      clients.forEach(client -> terminal.print(line(client)));
      if (clients.isEmpty()) {
        terminal.print("no address is blocked, and none has misbehaved recently");
      }
      return ExitCode.OK;
    }
  }

  private static String line(Members client) {
    String offences =
        client.object("offences").names().stream()
            .map(kind -> client.object("offences").whole(kind) + " " + kind)
            .collect(Collectors.joining(", "));
    String state =
        client.isTrue("blocked")
            ? "blocked until " + client.second("until") + ": " + client.text("reason")
            : "not blocked";
    return client.text("address")
        + "  "
        + state
        + (offences.isEmpty() ? "" : "  (" + offences + ")");
  }
}
