package dev.holdfast.journal;

import dev.holdfast.journal.config.JournalConfig;
import dev.holdfast.journal.deadletters.DeadLetterAdminRoutes;
import dev.holdfast.journal.deadletters.DeadLetterCleanUp;
import dev.holdfast.journal.deadletters.DeadLetterRoutes;
import dev.holdfast.journal.deadletters.DeadLetterWork;
import dev.holdfast.journal.deadletters.DeadLetters;
import dev.holdfast.journal.examination.JournalExamination;
import dev.holdfast.journal.log.LocalDisk;
import dev.holdfast.spi.Examination;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.job.Job;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.server.Leftovers;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Opens the journal and offers it. */
public final class JournalPlugin implements Plugin {
  private static final Duration STEP_LIMIT = Duration.ofSeconds(30);

  private final LongSupplier ticker;
  private @Nullable SegmentedJournal journal;

  /** Creates it with the clock of the JVM that nobody sets. */
  public JournalPlugin() {
    this(System::nanoTime);
  }

  JournalPlugin(LongSupplier ticker) {
    this.ticker = ticker;
  }

  @Override
  public String name() {
    return "journal";
  }

  @Override
  public Class<? extends Record> configuration() {
    return JournalConfig.class;
  }

  @Override
  public void start(PluginContext context) throws IOException {
    JournalConfig config = context.config(JournalConfig.class);
    SegmentedJournal opened =
        context.own(
            SegmentedJournal.open(
                new LocalDisk(),
                context.dataDirectory(),
                config,
                context.clock(),
                ticker,
                new SecureRandom()::nextLong));
    journal = opened;
    Housekeeper housekeeper = new Housekeeper(opened, config, context);
    JournalMeters meters = new JournalMeters(context, opened, housekeeper::stats);
    context.health(
        "journal",
        new JournalHealth(
            housekeeper::stats, housekeeper::removed, meters::lastForceNanos, opened.durability()));
    DeadLetters letters = opened.deadLetters();
    DeadLetterWork work = new DeadLetterWork(letters, opened);
    meters.count(work);
    context.http("/journal", Role.READ, new DeadLetterRoutes(letters));
    context.http(
        "/admin/dead-letters",
        Role.ADMIN,
        new DeadLetterAdminRoutes(letters, work, context.clock(), config.recordSize().toInt()));
    context.http("/admin/journal", Role.ADMIN, new ReaderRoutes(opened, housekeeper::stats));
    context.contribute(Leftovers.class, new ReaderLeftovers(opened, housekeeper::stats));
    context.contribute(
        Job.class,
        new DeadLetterCleanUp(
            opened.deadLetters(), config.deadLetterRetention(), context.clock(), ticker));
    context.worker("committer", STEP_LIMIT, opened::step);
    context.worker(
        "housekeeper",
        STEP_LIMIT.plus(config.placeSync()),
        () -> {
          Thread.sleep(config.placeSync());
          housekeeper.tidy();
          meters.addReaders();
        });
    context.offer(Journal.class, opened);
  }

  @Override
  public void examine(Examination examination) throws IOException, InterruptedException {
    new JournalExamination(examination, System::nanoTime).run();
  }

  @Override
  public void stop() throws IOException {
    if (journal != null) {
      journal.close();
    }
  }
}
