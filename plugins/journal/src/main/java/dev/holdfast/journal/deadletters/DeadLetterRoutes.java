package dev.holdfast.journal.deadletters;

import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.journal.deadletters.DeadLetters.Choice;
import dev.holdfast.journal.deadletters.DeadLetters.Located;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.support.JsonAnswer;
import dev.holdfast.spi.support.QueryParameters;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * {@code GET /journal/dead-letters?limit=&before=&code=&data=false}: the newest dead letters, the
 * oldest of them first, as many as fit a page; {@code before} of the answer asks for those that
 * came before. {@code GET /journal/dead-letters/<number>}: one.
 */
public final class DeadLetterRoutes implements HttpService {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MOST = 1000;

  /** What letters of one page take together; one alone may take more. */
  private static final long PAGE_BYTES = 1 << 20;

  /** Each holds one letter and a read buffer outside of the heap. */
  private static final int PAGES_AT_A_TIME = 2;

  private final DeadLetters letters;
  private final DeadLetterPages pages;
  private final Semaphore reading = new Semaphore(PAGES_AT_A_TIME);

  public DeadLetterRoutes(DeadLetters letters) {
    this.letters = letters;
    this.pages = new DeadLetterPages(letters);
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/dead-letters", this::list).get("/dead-letters/{number}", this::one);
  }

  private void list(ServerRequest request, ServerResponse response) {
    QueryParameters query = QueryParameters.of(request.query(), "limit", "before", "code", "data");
    int limit = query.number("limit", 1, MOST, DEFAULT_LIMIT);
    long before = query.number("before", 0, Long.MAX_VALUE, Long.MAX_VALUE);
    boolean whole = query.isTrue("data", true);
    Choice choice = new Choice(0, before, query.text("code").orElse(""));
    oneOfFew(() -> {
      List<Located> page = letters.newest(choice, limit, whole ? PAGE_BYTES : Long.MAX_VALUE);
      try (OutputStream out = JsonAnswer.open(response)) {
        pages.page(out, page, whole);
      }
    });
  }

  private void one(ServerRequest request, ServerResponse response) {
    long number = number(request.path().pathParameters().get("number"));
    oneOfFew(() -> {
      List<Located> letter = letters.oldest(Choice.one(number), 1, PAGE_BYTES);
      if (letter.isEmpty()) {
        throw new ProblemException(JournalProblems.NO_LETTER.because("number " + number));
      }
      try (OutputStream out = JsonAnswer.open(response)) {
        pages.letter(out, letter);
      }
    });
  }

  private void oneOfFew(Read read) {
    if (!reading.tryAcquire()) {
      throw new ProblemException(JournalProblems.PAGES_BUSY, Duration.ofSeconds(1), null);
    }
    try {
      read.run();
    } catch (IOException e) {
      throw JournalProblems.retryable(JournalProblems.READ_FAILED, e);
    } finally {
      reading.release();
    }
  }

  /** Reads letters and answers. */
  private interface Read {
    void run() throws IOException;
  }

  static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new ProblemException(JournalProblems.NO_LETTER.because("'" + clip(text) + "'"), e);
    }
  }

  private static String clip(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
