package dev.holdfast.journal.deadletters;

import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.journal.deadletters.DeadLetterWork.Done;
import dev.holdfast.journal.deadletters.DeadLetters.Choice;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.support.JsonAnswer;
import dev.holdfast.spi.support.QueryParameters;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What admins do with dead letters, below {@code /admin/dead-letters}:
 *
 * <pre>
 *   POST   /&lt;number&gt;/replay               this one; a body is the event to replay in its place
 *   POST   /replay?code=|all=true&amp;up-to=    the oldest of a reason, or of all: a part; ask again
 *   DELETE /&lt;number&gt;                      drops this one
 *   DELETE /?code=|all=true&amp;up-to=          drops a part, as above
 * </pre>
 *
 * <p>{@code up-to} is the largest number that is meant: without it letters that come back while one
 * replays them would be replayed for ever.
 */
public final class DeadLetterAdminRoutes implements HttpService {
  private final DeadLetters letters;
  private final DeadLetterWork work;
  private final EventJson events = new EventJson();
  private final InstantSource clock;
  private final int mostBytes;

  /**
   * Creates them.
   *
   * @param mostBytes of an edited event
   */
  public DeadLetterAdminRoutes(
      DeadLetters letters, DeadLetterWork work, InstantSource clock, int mostBytes) {
    this.letters = letters;
    this.work = work;
    this.clock = clock;
    this.mostBytes = mostBytes;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .post("/replay", (request, response) -> answer(response, work.replay(choice(request))))
        .post("/{number}/replay", this::replayOne)
        .delete("/", (request, response) -> answer(response, work.drop(choice(request))))
        .delete("/{number}", this::dropOne);
  }

  private void replayOne(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    long number = number(request);
    byte[] body = body(request);
    Done done;
    if (body.length == 0) {
      done = work.replay(Choice.one(number));
    } else {
      Event edited = events.parse(body, clock.instant());
      done = new Done(work.replay(number, edited) ? List.of(number) : List.of(), false);
    }
    answer(response, known(number, done));
  }

  private void dropOne(ServerRequest request, ServerResponse response) throws IOException {
    long number = number(request);
    answer(response, known(number, work.drop(Choice.one(number))));
  }

  private static Done known(long number, Done done) {
    if (done.numbers().isEmpty()) {
      throw new ProblemException(JournalProblems.NO_LETTER.because("number " + number));
    }
    return done;
  }

  private static long number(ServerRequest request) {
    return DeadLetterRoutes.number(request.path().pathParameters().get("number"));
  }

  private static Choice choice(ServerRequest request) {
    QueryParameters query = QueryParameters.of(request.query(), "code", "all", "up-to");
    Optional<String> code = query.text("code");
    boolean all = query.isTrue("all", false);
    if (code.isPresent() == all) {
      throw new ProblemException(JournalProblems.BAD_CHOICE);
    }
    long upTo = query.number("up-to", 0, Long.MAX_VALUE - 1, Long.MAX_VALUE - 1);
    return new Choice(0, upTo + 1, code.orElse(""));
  }

  private byte[] body(ServerRequest request) throws IOException {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    try (InputStream in = request.content().inputStream()) {
      byte[] body = in.readNBytes(mostBytes + 1);
      if (body.length > mostBytes) {
        throw JournalProblems.tooLarge(body.length, mostBytes);
      }
      return body;
    }
  }

  private void answer(ServerResponse response, Done done) {
    JsonAnswer.send(
        response,
        out -> {
          out.writeNumberProperty("done", done.numbers().size());
          out.writeBooleanProperty("left", done.left());
          out.writeNumberProperty("kept", letters.kept());
          if (!done.numbers().isEmpty()) {
            out.writeNumberProperty("last", done.numbers().getLast());
          }
        });
  }
}
