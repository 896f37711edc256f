package dev.holdfast.alerts.message;

import dev.holdfast.alerts.condition.Condition;
import dev.holdfast.alerts.condition.Rule;
import dev.holdfast.alerts.condition.RuleEvaluator;
import dev.holdfast.alerts.incident.PendingNotification;
import dev.holdfast.alerts.support.AlertsConfig;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.alerts.support.ShortHash;
import dev.holdfast.alerts.support.Text;
import dev.holdfast.spi.alert.Evidence;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notification.Status;
import dev.holdfast.spi.server.Finding;
import dev.holdfast.spi.server.ServerView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes the message of a pending notification, with the evidence that is known. */
public final class MessageWriter {
  private static final int MOST_DETAILS = 6;
  private static final int LONGEST = 300;

  /** Said elsewhere in a message, or of no use in one. */
  private static final Set<String> NO_FIGURES =
      Set.of("reason", "hint", "code", "degraded", "since", "state", "location", "offset", "epoch");

  /** The diagnostic bundle with the evidence is named in the reason. */
  private static final Pattern BUNDLE =
      Pattern.compile("\\bbundle (\\d{8}T\\d{6}Z-[a-z0-9-]{1,80})");

  private final ServerView view;
  private final RuleEvaluator evaluator;
  private final JournalHeadroom headroom = new JournalHeadroom();
  private final ActionsTaken actions;
  private final String server;
  private final String publicUrl;

  public MessageWriter(ServerView view, RuleEvaluator evaluator, AlertsConfig config) {
    this.view = view;
    this.evaluator = evaluator;
    this.actions = new ActionsTaken(view);
    this.server = ServerName.of(config.serverName());
    this.publicUrl = config.publicUrl();
  }

  /** Takes the readings that later messages compare with. */
  public void sample(Moment now) {
    headroom.sample(view, now);
    actions.sample(now);
  }

  public Notification write(PendingNotification pending) {
    Condition condition = pending.condition();
    return new Notification(
        pending.messageId(),
        pending.incident(),
        ShortHash.of(condition.key()),
        pending.status(),
        pending.severity(),
        condition.key(),
        condition.title(),
        pending.since(),
        pending.at(),
        server,
        evidence(pending));
  }

  /** One that is about no incident, with evidence that its writer has. */
  public Notification write(
      String id, Condition condition, Status status, Instant at, List<String> figures) {
    Evidence evidence =
        new Evidence(
            causes(condition),
            figures,
            List.of(),
            command(condition),
            condition.error().code(),
            condition.error().reason(),
            "",
            condition.error().hint(),
            link(condition),
            List.of());
    return new Notification(
        id,
        ShortHash.incident(condition.key(), condition.since()),
        ShortHash.of(condition.key()),
        status,
        condition.severity(),
        condition.key(),
        condition.title(),
        condition.since(),
        at,
        server,
        evidence);
  }

  public String server() {
    return server;
  }

  private Evidence evidence(PendingNotification pending) {
    Condition condition = pending.condition();
    return new Evidence(
        causes(condition),
        figures(pending),
        actions.about(pending),
        command(condition),
        condition.error().code(),
        condition.error().reason(),
        evaluator.sparkline(condition.relatedRule()),
        runbook(condition),
        link(condition),
        pending.followers());
  }

  /** What is seen, what that means, and what is behind it: "what: why" is such a chain already. */
  private static List<String> causes(Condition condition) {
    List<String> causes = new ArrayList<>();
    String reason = condition.error().reason();
    String seen = condition.title();
    causes.add(!reason.isEmpty() && seen.contains(": ") ? seen.split(": ", 2)[0] : seen);
    for (String link : reason.split(": ", 2)) {
      String plain = link.strip();
      if (!plain.isEmpty() && !causes.contains(plain)) {
        causes.add(plain);
      }
    }
    return causes;
  }

  private List<String> figures(PendingNotification pending) {
    List<String> figures = new ArrayList<>();
    Condition condition = pending.condition();
    Duration lasted = Duration.between(pending.since(), pending.at());
    figures.add(
        pending.status() == Status.RESOLVED
            ? "lasted " + Text.duration(lasted)
            : "since " + Text.time(pending.since()) + ", for " + Text.duration(lasted));
    if (pending.flapping()) {
      figures.add("it comes and goes; it is called resolved when it has been quiet for a while");
    }
    if (condition.relatedRule().equals("backlog")
        || condition.relatedRule().startsWith("journal")) {
      String sentence = headroom.sentence(view);
      if (!sentence.isEmpty()) {
        figures.add(sentence);
      }
    }
    figures.addAll(details(condition));
    return figures;
  }

  private List<String> details(Condition condition) {
    if (!condition.key().startsWith(Condition.HEALTH)) {
      return List.of();
    }
    String name = condition.key().substring(Condition.HEALTH.length());
    return view.findings().stream()
        .filter(finding -> finding.name().equals(name))
        .map(Finding::details)
        .flatMap(details -> details.entrySet().stream())
        .filter(detail -> !NO_FIGURES.contains(detail.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .limit(MOST_DETAILS)
        .map(detail -> Text.line(Text.words(detail.getKey()) + " " + detail.getValue(), LONGEST))
        .toList();
  }

  private String command(Condition condition) {
    Optional<Rule> rule =
        condition.key().startsWith(Condition.RULE)
            ? evaluator.rule(condition.relatedRule())
            : Optional.empty();
    if (rule.isPresent()) {
      return rule.get().command();
    } else if (condition.key().startsWith(Condition.CHANNEL)) {
      return "holdfast alerts log";
    }
    Matcher bundle = BUNDLE.matcher(condition.error().reason());
    if (bundle.find()) {
      return "holdfast incident show " + bundle.group(1);
    } else if (condition.error().code().startsWith("HF-PLG-") || condition.distance() == 0) {
      return "holdfast plugins info " + condition.plugin();
    } else if (condition.plugin().equals("database") || condition.plugin().equals("event-store")) {
      return "holdfast db status";
    }
    return "holdfast doctor";
  }

  private static String runbook(Condition condition) {
    return condition.runbook().isEmpty() ? condition.error().hint() : condition.runbook();
  }

  private Optional<String> link(Condition condition) {
    Optional<String> base =
        publicUrl.isEmpty() ? view.url().map(Object::toString) : Optional.of(publicUrl);
    String plugin = condition.plugin();
    String path =
        condition.key().startsWith(Condition.HEALTH)
            ? "/health/" + condition.key().substring(Condition.HEALTH.length())
            : plugin.equals("kernel") ? "/health" : "/health/" + plugin;
    return base.map(url -> (url.endsWith("/") ? url.substring(0, url.length() - 1) : url) + path);
  }
}
