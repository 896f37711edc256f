package dev.holdfast.server;

import ch.qos.logback.classic.LoggerContext;
import dev.holdfast.server.deployment.Deployments;
import dev.holdfast.server.deployment.HotSwap;
import dev.holdfast.server.deployment.Notices;
import dev.holdfast.server.deployment.PluginRoutes;
import dev.holdfast.server.deployment.Purge;
import dev.holdfast.server.examination.CheckedHost;
import dev.holdfast.server.examination.ExaminationRoutes;
import dev.holdfast.server.health.Changes;
import dev.holdfast.server.health.HealthBoard;
import dev.holdfast.server.health.HealthService;
import dev.holdfast.server.logging.ErrorSummary;
import dev.holdfast.server.logging.LogLevels;
import dev.holdfast.server.logging.LogRoutes;
import dev.holdfast.server.metrics.ClientMeters;
import dev.holdfast.server.metrics.EdgeMeters;
import dev.holdfast.server.metrics.Meters;
import dev.holdfast.server.metrics.MetricsService;
import dev.holdfast.server.metrics.RequestMeters;
import dev.holdfast.server.metrics.UnfinishedMeters;
import dev.holdfast.server.metrics.WebSocketMeters;
import dev.holdfast.server.plugin.AlertBoard;
import dev.holdfast.server.plugin.PluginScope;
import dev.holdfast.server.plugin.ServiceRegistry;
import dev.holdfast.server.plugin.loading.PluginDescriptor;
import dev.holdfast.server.plugin.loading.PluginEntry;
import dev.holdfast.server.process.EndSignals;
import dev.holdfast.server.process.SuddenEnd;
import dev.holdfast.server.supervision.Supervisor;
import dev.holdfast.server.web.Audit;
import dev.holdfast.server.web.ClientRoutes;
import dev.holdfast.server.web.Tokens;
import dev.holdfast.server.web.WebPort;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.server.MemoryBudget;
import dev.holdfast.spi.server.MemoryRelief;
import dev.holdfast.spi.server.ServerControl;
import dev.holdfast.spi.server.ServerView;
import io.helidon.metrics.api.Gauge;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/**
 * The composition root: the list of parts, in the order in which they begin; they end in reverse.
 */
final class Server implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.holdfast.server");
  private static final Duration PATIENCE_AT_START = Duration.ofSeconds(10);

  /** Of the whole time for an orderly end, what clients get to say goodbye. */
  private static final int SHARE_FOR_CLIENTS = 4;

  private final ServerSettings settings;
  private final PluginLoading loading;
  private final InstantSource clock = InstantSource.system();
  private final Instance instance;
  private final ProcessIntegration surroundings;
  private final Meters meters;
  private final HealthBoard health;
  private final WebPort web;
  private final ErrorSummary errors;
  private final LogLevels levels;
  private final Supervisor supervisor;
  private volatile boolean begun;
  private final Deployments deployments;
  private final Purge purge;
  private final Overview overview;
  private final AtomicBoolean draining = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final StartScreen screen;
  private volatile Runnable certificate = () -> {};

  private Server(
      ServerSettings settings, PluginLoading loading, Instance instance, PrintWriter out) {
    this.settings = settings;
    this.loading = loading;
    this.instance = instance;
    Set<String> required = Set.copyOf(settings.plugins().required());
    boolean open = settings.isOpenToAnonymous();
    String local = instance.data().adminToken().value();
    Tokens tokens = new Tokens(settings.security().tokens(), open).withLocal(local);
    Audit audit = new Audit(settings.security().auditedRefusalsPerMinute(), System::nanoTime);
    this.meters = new Meters(ServerSettings.VERSION, settings.health().timeLimit());
    Changes changes = new Changes(clock);
    this.health = new HealthBoard(settings.health(), required, clock, changes);
    this.screen = StartScreen.of(out, settings.logDirectory(), health::findings);
    this.web = new WebPort(settings.web(), tokens, audit, clock, settings.confDirectory());
    EdgeMeters.add(meters, web::edgeFigures);
    WebSocketMeters.add(meters, web::webSocketFigures);
    RequestMeters.add(meters, web.requests());
    UnfinishedMeters.add(meters, web.unfinished());
    ClientMeters.add(meters, web.blocks());
    LoggerContext log = (LoggerContext) LoggerFactory.getILoggerFactory();
    this.errors = ErrorSummary.open(log);
    this.levels = new LogLevels(log, clock);
    AlertBoard alerts = new AlertBoard(clock, changes);
    ServiceRegistry services = new ServiceRegistry();
    PluginScope.Kernel parts =
        new PluginScope.Kernel(
            web,
            health,
            meters,
            alerts,
            changes,
            services,
            clock,
            instance.data().path(),
            settings.plugins().limits(),
            settings.plugins().owners());
    this.supervisor = new Supervisor(settings.supervision(), parts, required);
    this.deployments =
        new Deployments(
            settings.plugins(),
            settings.pluginDirectories(),
            loading.reader(settings.plugins().jar()),
            loading.copies(),
            loading::bind,
            new HotSwap(supervisor, health, settings.plugins().swapLimit()),
            new Notices(health));
    meters.add(
        "kernel",
        Gauge.builder("holdfast_plugin_versions_held", deployments::held)
            .description("Old versions of plugins that cannot leave the heap"));
    Set<String> owners =
        settings.plugins().owners().values().stream()
            .flatMap(List::stream)
            .collect(Collectors.toSet());
    this.purge =
        new Purge(supervisor, deployments, services, required, owners, instance.data().path());
    EndSignals.ProcessExit ends = EndSignals.ofThisProcess();
    SuddenEnd suddenEnd = new SuddenEnd(System.err, ends);
    this.surroundings =
        new ProcessIntegration(
            instance,
            settings,
            ends,
            suddenEnd,
            web.watch(new PortLossHandler(health, suddenEnd)),
            () -> certificate.run(),
            supervisor::sinceLastTick,
            health::sentence);
    web.expect(supervisor::knows, () -> !begun || supervisor.isAnyPassing());
    services.publish(MemoryBudget.class, web.unfinished());
    services.contribute(MemoryRelief.class, web.unfinished());
    UnclaimedBlocks unclaimed = new UnclaimedBlocks(settings.unclaimed(), health);
    supervisor.watch((plugin, state) -> {
      surroundings.heard(plugin, state);
      unclaimed.claimed(plugin);
    });
    services.publish(ServerControl.class, new Control(supervisor, web, surroundings::restart));
    this.overview =
        new Overview(
            clock.instant(),
            settings.logDirectory(),
            instance.obituaries(),
            settings.printed(),
            web::url,
            health,
            supervisor,
            alerts,
            changes,
            meters);
    services.publish(ServerView.class, overview);
    surroundings.showSafeMode(health, alerts);
  }

  /**
   * Starts a server.
   *
   * @param loading how plugins are read; its copies are removed with the server
   * @param instance stays the caller's to give back
   * @param out gets the line that says where it listens; at a terminal, a little more
   * @throws ProblemException it cannot start; nothing is left behind
   */
  static Server start(
      ServerSettings settings, PluginLoading loading, Instance instance, PrintWriter out)
      throws InterruptedException {
    Server server = new Server(settings, loading, instance, out);
    try {
      server.begin();
      return server;
    } catch (ProblemException | IOException e) {
      server.close();
      throw e instanceof ProblemException problem
          ? problem
          : new ProblemException(ServerProblems.NOT_WRITABLE.because(e.toString()), e);
    }
  }

  private void begin() throws IOException, InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "holdfast-shutdown"));
    screen.begins(ServerSettings.VERSION);
    web.http("/metrics", Role.ANYONE, new MetricsService(meters));
    web.http(
        "/health",
        Role.ANYONE,
        new HealthService(
            health,
            settings.health(),
            supervisor::sinceLastTick,
            supervisor::hasStarted,
            draining::get,
            request -> web.allows(request, Role.READ)));
    web.http("/admin/plugins", Role.ADMIN, new PluginRoutes(supervisor, deployments, purge));
    web.http("/admin/clients", Role.ADMIN, new ClientRoutes(web.blocks()));
    web.http("/admin/configuration", Role.ADMIN, ConfigurationRoutes.of(settings.printed()));
    web.http(
        "/admin/examination",
        Role.ADMIN,
        new ExaminationRoutes(
            deployments::configured,
            health::findings,
            overview::plugins,
            new CheckedHost(instance.data().path(), true, clock)));
    web.http("/admin/log", Role.ADMIN, new LogRoutes(errors, levels, web.requests()));
    settings.warnings().forEach(warning -> LOG.log(Level.WARNING, warning::toString));
    URI url = web.open();
    certificate = web.watchCertificate(new CertificateReports(health, instance.data()));
    loading.copies().removeOthers();
    List<PluginEntry> entries = settings.entries();
    Map<PluginDescriptor, Record> configured = settings.handOver();
    supervisor.start(configured);
    deployments.begin(entries, configured);
    begun = true;
    boolean complete = supervisor.awaitRequired(PATIENCE_AT_START);
    instance.data().announce(url, ServerSettings.VERSION, clock.instant());
    health.whenWell(() -> {
      LOG.log(Level.INFO, "All systems operational! Holdfast " + ServerSettings.VERSION);
      screen.isWell();
    });
    if (!complete) {
      LOG.log(
          Level.WARNING,
          "Some required parts do not run yet. Will keep trying; /health names them.");
    }
    screen.listens(url);
    surroundings.ready();
  }

  /** Waits until the process is asked to end. */
  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /**
   * An orderly end within its limit: no new clients, goodbye to the old ones, plugins in reverse.
   */
  private void end() {
    if (!draining.compareAndSet(false, true)) {
      return;
    }
    long begun = System.nanoTime();
    screen.stops();
    LOG.log(Level.INFO, "stopping: no new clients are accepted, then the others are disconnected");
    Duration limit = settings.data().shutdownLimit();
    surroundings.ending(limit);
    health.ending();
    deployments.close();
    web.drain(limit.dividedBy(SHARE_FOR_CLIENTS));
    try {
      if (!supervisor.stop(limit.dividedBy(2))) {
        LOG.log(Level.ERROR, "not every plugin stopped in time; nothing acknowledged is lost");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
    surroundings.ended();
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    LOG.log(Level.INFO, () -> "stopped after " + took.toMillis() + " ms");
    screen.stopped(took);
    ended.countDown();
  }

  /** Ends everything at once; a second time it does nothing. */
  @Override
  public void close() {
    draining.set(true);
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    web.close();
    deployments.close();
    supervisor.close();
    health.close();
    meters.close();
    levels.close();
    surroundings.close();
  }
}
