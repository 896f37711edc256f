package dev.holdfast.testkit;

import dev.holdfast.spi.Examination;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.Problem;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An examination whose answers a test can read.
 *
 * {@snippet :
 * RecordedExamination examination =
 *     RecordedExamination.of(new ExamplePlugin(), new ExampleConfig(), directory);
 * assertThat(examination.about("room").verdict()).isEqualTo(Verdict.OK);
 * }
 */
public final class RecordedExamination implements Examination {
  private final String plugin;
  private final Record config;
  private final Path dataDirectory;
  private final List<Answer> answers = new CopyOnWriteArrayList<>();
  private boolean serverRuns;
  private InstantSource clock = InstantSource.system();

  /** One that nobody has answered yet. */
  public RecordedExamination(String plugin, Record config, Path dataDirectory) {
    this.plugin = plugin;
    this.config = config;
    this.dataDirectory = dataDirectory;
  }

  /** How an answer was meant. */
  public enum Verdict {
    OK,
    WARN,
    FAIL
  }

  /**
   * One line of the doctor.
   *
   * @param text of an answer that is well, else what happened
   * @param problem of an answer that is not
   */
  public record Answer(String subject, Verdict verdict, String text, Optional<Problem> problem) {
    /** The whole of it in one line, for assertions about its words. */
    @Override
    public String toString() {
      return verdict + " " + subject + ": " + problem.map(Problem::sentence).orElse(text);
    }
  }

  /**
   * Examines a plugin that is not started.
   *
   * @throws Exception what the plugin threw
   */
  public static RecordedExamination of(Plugin plugin, Record config, Path dataDirectory)
      throws Exception {
    RecordedExamination examination = new RecordedExamination(plugin.name(), config, dataDirectory);
    plugin.examine(examination);
    return examination;
  }

  /** Lets it take place beside a running server. */
  public RecordedExamination besideServer() {
    serverRuns = true;
    return this;
  }

  /** The clock that the plugin sees; the system's by default. */
  public RecordedExamination clock(InstantSource source) {
    clock = source;
    return this;
  }

  /** All answers so far, in their order. */
  public List<Answer> answers() {
    return List.copyOf(answers);
  }

  /** The first answer about a subject. */
  public Answer about(String subject) {
    return answers.stream()
        .filter(answer -> answer.subject().equals(subject))
        .findFirst()
        .orElseThrow(() -> new AssertionError("nothing about " + subject + " in " + answers));
  }

  /** Those that are not well. */
  public List<Answer> complaints() {
    return answers.stream().filter(answer -> answer.verdict() != Verdict.OK).toList();
  }

  @Override
  public String plugin() {
    return plugin;
  }

  @Override
  public <C extends Record> C config(Class<C> type) {
    return type.cast(config);
  }

  @Override
  public Path dataDirectory() {
    return dataDirectory;
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public boolean serverRuns() {
    return serverRuns;
  }

  @Override
  public void ok(String subject, String text) {
    answers.add(new Answer(subject, Verdict.OK, text, Optional.empty()));
  }

  @Override
  public void warn(String subject, Problem problem) {
    answers.add(new Answer(subject, Verdict.WARN, problem.what(), Optional.of(problem)));
  }

  @Override
  public void fail(String subject, Problem problem) {
    answers.add(new Answer(subject, Verdict.FAIL, problem.what(), Optional.of(problem)));
  }
}
