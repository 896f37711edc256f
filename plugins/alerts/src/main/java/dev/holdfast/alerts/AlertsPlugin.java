package dev.holdfast.alerts;

import dev.holdfast.alerts.condition.CrashReportReader;
import dev.holdfast.alerts.condition.RuleEvaluator;
import dev.holdfast.alerts.condition.Sources;
import dev.holdfast.alerts.delivery.DeliveryLog;
import dev.holdfast.alerts.delivery.Dispatcher;
import dev.holdfast.alerts.delivery.NotifierThreads;
import dev.holdfast.alerts.delivery.Outbox;
import dev.holdfast.alerts.incident.Incidents;
import dev.holdfast.alerts.incident.Silences;
import dev.holdfast.alerts.incident.StateFile;
import dev.holdfast.alerts.message.MessageWriter;
import dev.holdfast.alerts.support.AlertsConfig;
import dev.holdfast.alerts.support.AlertsProblems;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.Secret;
import dev.holdfast.spi.Validation;
import dev.holdfast.spi.alert.Notifier;
import dev.holdfast.spi.job.Job;
import dev.holdfast.spi.server.ServerView;
import dev.holdfast.spi.support.HttpDelivery;
import io.helidon.metrics.api.Gauge;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Notifies people once when something is wrong, with evidence, and again when it is over. */
public final class AlertsPlugin implements Plugin {
  /** Writing some hundred small files durably, on a disk that is not well. */
  private static final Duration STEP_LIMIT = Duration.ofMinutes(2);

  private static final Duration REST = Duration.ofMillis(250);

  @Override
  public String name() {
    return "alerts";
  }

  @Override
  public Class<? extends Record> configuration() {
    return AlertsConfig.class;
  }

  @Override
  public void validate(Validation validation) {
    AlertsConfig config = validation.config(AlertsConfig.class);
    RuleEvaluator.unknown(config.rules())
        .forEach(
            name -> validation.refuse("rules." + name, AlertsProblems.NO_SUCH_RULE.because(name)));
    String url = config.heartbeat().url().map(Secret::value).orElse("");
    if (!url.isBlank()) {
      validation.check(
          "heartbeat.url", () -> HttpDelivery.address(url, AlertsProblems.BAD_HEARTBEAT));
    }
    // A channel is known by the name of its plugin.
    validation.namesPlugins("routes.critical", config.routes().critical());
    validation.namesPlugins("routes.warning", config.routes().warning());
    config
        .follows()
        .forEach((plugin, others) -> {
          validation.namesPlugins("follows." + plugin, List.of(plugin));
          validation.namesPlugins("follows." + plugin, others);
        });
  }

  @Override
  public void start(PluginContext context) throws IOException {
    AlertsConfig config = context.config(AlertsConfig.class);
    ServerView view = context.require(ServerView.class);
    NotifierThreads threads = context.own(new NotifierThreads());
    Supplier<Moment> time = Moment.source(context.clock(), System::nanoTime);
    AlertEngine.Parts parts =
        parts(
            config,
            view,
            time.get(),
            context.dataDirectory(),
            threads.executor(),
            new DeliveryMeters(context)::count);
    AlertEngine engine =
        new AlertEngine(parts, config, time, () -> context.contributions(Notifier.class));
    context.meter(
        Gauge.builder("holdfast_alerts_firing", engine::firing).description("Incidents that fire"));
    context.meter(
        Gauge.builder("holdfast_alerts_outbox_messages", engine::waiting)
            .description("Messages on disk that no channel has taken yet"));
    context.health("delivery", new AlertsHealth(engine, config, time));
    context.contribute(Job.class, new ChannelTestJob(engine));
    context.http("/admin/alerts", Role.ADMIN, new AlertRoutes(engine));
    Optional<Heartbeat> heartbeat =
        heartbeat(context, config.heartbeat(), time, threads.executor());
    heartbeat.ifPresent(beating -> context.health("heartbeat", beating::health));
    context.worker(
        "alerts",
        STEP_LIMIT,
        () -> {
          engine.step();
          heartbeat.ifPresent(beating -> beating.beat(engine.peopleCanBeTold()));
          engine.rest(REST);
        });
  }

  /**
   * Puts the parts together, with what the disk remembers.
   *
   * @param threads on which channels are called
   * @param counted hears channel and outcome of each attempt
   */
  static AlertEngine.Parts parts(
      AlertsConfig config,
      ServerView view,
      Moment now,
      Path directory,
      ExecutorService threads,
      BiConsumer<String, String> counted)
      throws IOException {
    RuleEvaluator evaluator =
        new RuleEvaluator(RuleEvaluator.configured(config.rules()), config.rulesInterval());
    Silences silences = new Silences(config.maxSilences(), config.longestSilence());
    Incidents incidents = new Incidents(config, silences, now);
    StateFile state = new StateFile(directory, config.longestRepeat());
    state.load(incidents, silences, now);
    Outbox outbox =
        Outbox.open(
            directory.resolve("outbox"),
            config.delivery().maxWaiting(),
            config.delivery().giveUpAfter(),
            now);
    DeliveryLog log = new DeliveryLog(directory, config.delivery().logSize().bytes(), counted);
    return new AlertEngine.Parts(
        view,
        new Sources(config, evaluator),
        evaluator,
        incidents,
        silences,
        state,
        new MessageWriter(view, evaluator, config),
        outbox,
        new Dispatcher(config, outbox, log, threads, incidents::toldOn, now),
        log,
        new CrashReportReader(view.obituaryDirectory()));
  }

  private static Optional<Heartbeat> heartbeat(
      PluginContext context,
      AlertsConfig.HeartbeatSettings config,
      Supplier<Moment> time,
      ExecutorService threads) {
    String url = config.url().map(Secret::value).orElse("");
    if (url.isBlank()) {
      return Optional.empty();
    }
    URI target = HttpDelivery.address(url, AlertsProblems.BAD_HEARTBEAT);
    HttpDelivery http =
        context.own(
            new HttpDelivery(
                config.answerTimeout(),
                config.answerTimeout(),
                AlertsProblems.OF_HEARTBEAT,
                HttpDelivery.secretsOf(target),
                context.clock()));
    return Optional.of(new Heartbeat(target, config.interval(), http, time, threads));
  }
}
