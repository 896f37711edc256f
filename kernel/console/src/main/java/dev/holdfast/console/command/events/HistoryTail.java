package dev.holdfast.console.command.events;

import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.client.StoredEvents;
import dev.holdfast.console.client.StoredEvents.Stored;
import dev.holdfast.console.terminal.Failure;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Pause;
import dev.holdfast.console.terminal.Terminal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The end of the history, and what is added to it. The cursor of the first answer leads on from
 * there, and stays valid however often the server is started again, so nothing is shown twice and
 * nothing is left out.
 */
final class HistoryTail {
  private static final int PAGE = 1000;

  /** Characters that are held at once to be turned round. */
  private static final int MOST_HELD = 32 << 20;

  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  private final @Nullable String source;
  private final @Nullable String type;
  private final Terminal terminal;
  private final Consumer<Stored> show;
  private String newer = "";
  private boolean away;

  HistoryTail(
      @Nullable String source, @Nullable String type, Terminal terminal, Consumer<Stored> show) {
    this.source = source;
    this.type = type;
    this.terminal = terminal;
    this.show = show;
  }

  /** Shows so many of the newest events, the newest last. */
  void newest(ServerApi server, int count) {
    Deque<Stored> found = new ArrayDeque<>();
    long held = 0;
    String after = "";
    while (newer.isEmpty() || found.size() < count) {
      int limit = Math.clamp(count - found.size(), 1, PAGE);
      StoredEvents page = server.history(source, type, "newest", after, limit);
      if (page.newer().isEmpty()) {
        throw Failures.unexpectedAnswer(server.address() + "/events", "it names no newer events");
      }
      newer = newer.isEmpty() ? page.newer() : newer;
      for (Stored event : page.events()) {
        held += event.json().length();
        if (found.size() < count && (held <= MOST_HELD || found.isEmpty())) {
          found.addFirst(event);
        }
      }
      if (page.events().isEmpty()) {
        break;
      }
      if (held > MOST_HELD && found.size() < count) {
        terminal.say(
            "holdfast: only the newest "
                + found.size()
                + ": more are too large to be turned round");
        break;
      }
      after = page.next();
    }
    found.forEach(show);
  }

  /**
   * Shows what comes, until the thread is interrupted or nobody reads the output any more.
   *
   * @param open looks for the server anew: after a restart it may have another port and token
   */
  void follow(Supplier<ServerApi> open) {
    while (!isOver()) {
      try (ServerApi server = open.get()) {
        follow(server);
      } catch (Failure failure) {
        if (isOver()) {
          return;
        }
        away(failure);
        Pause.of(LOOK_AGAIN);
      }
    }
  }

  private void follow(ServerApi server) {
    while (!isOver()) {
      StoredEvents page = server.history(source, type, "oldest", newer, PAGE);
      if (away) {
        away = false;
        terminal.say("holdfast: the server answers again");
      }
      page.events().forEach(show);
      newer = page.next();
      if (page.events().isEmpty() && !Pause.of(LOOK_AGAIN)) {
        return;
      }
    }
  }

  private boolean isOver() {
    return Thread.currentThread().isInterrupted() || terminal.out().checkError();
  }

  /** A server that refuses will do so again; one that is away, or busy, comes back. */
  private void away(Failure failure) {
    int status = failure.problem().status();
    if (status < 500 && status != 429) {
      throw failure;
    }
    if (!away) {
      away = true;
      String why = failure.problem().what() + ": " + failure.problem().why();
      terminal.say("holdfast: " + why + "; waiting for it to come back");
    }
  }
}
