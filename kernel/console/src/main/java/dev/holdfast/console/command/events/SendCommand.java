package dev.holdfast.console.command.events;

import static java.util.Objects.requireNonNull;

import dev.holdfast.console.client.AdminAccess;
import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Failure;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Terminal;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends events from the command line, a file, or another program. */
@Command(
    name = "send",
    header = "Send events to the running server and wait until they are on disk.",
    description = {
      "An event is a JSON value. One with specversion is a CloudEvent, and goes out as it is; any"
          + " other becomes the data of one. An event whose source and id are stored already is not"
          + " stored again."
    },
    footer = {
      "  holdfast send '{\"speed\":7.2}' --type wind --source /hut",
      "  holdfast send --file night.jsonl --type wind --source /hut --id-member nr",
      "  tail -F measured.jsonl | holdfast send --type wind"
    },
    exitCodeList = {
      "0:all events are acknowledged: they are on disk",
      "1:some events were refused, or the server could not accept them",
      ExitCode.NOT_ASKED
    })
public final class SendCommand implements Callable<Integer> {
  @Mixin AdminAccess access = new AdminAccess();

  @Parameters(
      paramLabel = "EVENT",
      arity = "0..*",
      description = "Events in JSON. Default: standard input, one event per line.")
  List<String> events = List.of();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "A file with one event per line; - is standard input.")
  @Nullable Path file;

  @Option(
      names = "--type",
      description = "The type of events that name none. Default: ${DEFAULT-VALUE}")
  String type = EventEnvelope.DEFAULT_TYPE;

  @Option(
      names = "--source",
      description = "The source of events that name none. Default: " + EventEnvelope.DEFAULT_SOURCE)
  @Nullable String source;

  @Option(
      names = "--id",
      description =
          "Of the first event that has none; of line N it is ID-N. Default: a new one for each.")
  @Nullable String id;

  @Option(
      names = "--id-member",
      paramLabel = "NAME",
      description =
          "The member of plain JSON that is its id. Together with --source, sending the same"
              + " lines again stores nothing twice.")
  @Nullable String idMember;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Terminal terminal = Terminal.of(requireNonNull(spec));
    check();
    EventEnvelope envelope = new EventEnvelope(source, type, id, idMember);
    try (ServerApi server = access.openAlsoWithoutToken()) {
      EventSender sender = new EventSender(server, terminal);
      try {
        if (events.isEmpty()) {
          sendLines(envelope, sender, terminal);
        } else {
          sendArguments(envelope, sender);
        }
      } catch (Failure failure) {
        if (sender.acknowledged() > 0) {
          terminal.say("holdfast: " + sender.acknowledged() + " were acknowledged before");
        }
        throw failure;
      }
      String refused = sender.refused() == 0 ? "" : ", " + sender.refused() + " refused";
      terminal.print(sender.acknowledged() + " acknowledged" + refused);
      return sender.refused() == 0 ? ExitCode.OK : ExitCode.FAILURE;
    }
  }

  private void check() {
    if (!events.isEmpty() && file != null) {
      throw Failures.badValue("--file", file.toString(), "either events or a file, not both");
    }
    if (id != null && idMember != null) {
      throw Failures.badValue("--id-member", idMember, "either --id or --id-member, not both");
    }
    if (idMember != null && source == null) {
      throw Failures.badValue("--id-member", idMember, "--source too: an id is one of its source");
    }
  }

  private void sendArguments(EventEnvelope envelope, EventSender sender) {
    long number = 0;
    for (String event : events) {
      number++;
      String place = "event " + number;
      try {
        sender.add(new EventLine(place, envelope.wrap(number, event)));
      } catch (EventLine.Unusable e) {
        sender.refuse(place, e.problem());
      }
    }
    sender.flush();
  }

  private void sendLines(EventEnvelope envelope, EventSender sender, Terminal terminal)
      throws IOException {
    try (EventInput input = new EventInput(open(terminal))) {
      while (true) {
        try {
          String line = input.next();
          if (line == null) {
            sender.flush();
            return;
          }
          String place = "line " + input.number();
          sender.add(new EventLine(place, envelope.wrap(input.number(), line)));
        } catch (EventLine.Unusable e) {
          sender.refuse("line " + input.number(), e.problem());
        }
        if (input.waits()) {
          sender.flush();
        }
      }
    }
  }

  private InputStream open(Terminal terminal) {
    if (file != null && !file.toString().equals("-")) {
      try {
        return Files.newInputStream(file);
      } catch (IOException e) {
        throw Failures.notReadable(file, e);
      }
    }
    if (Terminal.isInteractive()) {
      terminal.say("Type events in JSON, one per line; Ctrl-D ends the input.");
    }
    return new FilterInputStream(System.in) {
      @Override
      public void close() {
        // It is not ours.
      }
    };
  }
}
