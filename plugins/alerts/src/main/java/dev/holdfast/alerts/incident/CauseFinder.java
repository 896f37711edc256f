package dev.holdfast.alerts.incident;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.holdfast.alerts.condition.Condition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the condition that causes others, so that a lost database makes one message and not twenty.
 *
 * <p>A condition follows from another one when, in this order: it is a figure that {@linkplain
 * RuleOverlaps doubles} the other; it names the other's code as its cause; it is the kernel's alert
 * about a plugin whose state is on /health; it says the same code as something of the same plugin
 * that is closer to the cause, unless the plugin has put both on the board under keys of their own;
 * it waits for a service, and the plugin that is called like the service is not well; something
 * critical of the same plugin, which is not the kernel, is closer to the cause, and it is no
 * critical figure itself; or the health or an alert of a plugin that its own plugin works on
 * ({@code follows} in the configuration) is critical. A code is shared by plugins too: whoever
 * works on the database without a line in the configuration, and shows what the database says, says
 * its code; so it follows from the one that others work on. What neither names nor depends on
 * another one stands for itself: a wrong guess hides a fault, a missing one costs a message.
 */
final class CauseFinder {
  private static final Pattern CODE = Pattern.compile("HF-[A-Z]{1,8}-\\d{3}");
  private static final Pattern SERVICE = Pattern.compile("\\b[a-z][\\w.]*\\.([A-Z]\\w*)");
  private static final String KERNEL = "kernel";
  private static final String WAITING = "HF-PLG-008";

  private static final Comparator<Condition> CLOSEST =
      Comparator.comparingInt(Condition::distance).thenComparing(Condition::key);

  private final Map<String, List<String>> follows;

  /** The plugins that others work on. */
  private final Set<String> foundations;

  /**
   * Creates a table.
   *
   * @param follows for each plugin, those on which it works
   */
  CauseFinder(Map<String, List<String>> follows) {
    this.follows = Map.copyOf(follows);
    this.foundations = follows.values().stream().flatMap(List::stream).collect(toUnmodifiableSet());
  }

  /** For each condition that follows from another one the key of what is behind it all. */
  Map<String, String> of(Collection<Condition> all) {
    Index index = new Index(all);
    Map<String, String> parents = new HashMap<>();
    for (Condition condition : all) {
      parent(condition, index).ifPresent(parent -> parents.put(condition.key(), parent.key()));
    }
    Map<String, String> roots = new HashMap<>();
    for (String key : parents.keySet()) {
      String root = root(key, parents);
      if (!root.equals(key)) {
        roots.put(key, root);
      }
    }
    return roots;
  }

  private static String root(String key, Map<String, String> parents) {
    Set<String> path = new HashSet<>();
    String at = key;
    while (path.add(at)) {
      String next = parents.get(at);
      if (next == null) {
        return at;
      }
      at = next;
    }
    // They follow from each other: any of them may stand for all, as long as it is always the same.
    Set<String> circle = new HashSet<>();
    String first = at;
    while (circle.add(at)) {
      first = at.compareTo(first) < 0 ? at : first;
      at = parents.getOrDefault(at, at);
    }
    return first;
  }

  private Optional<Condition> parent(Condition child, Index index) {
    if (child.key().startsWith(Condition.CHANNEL)) {
      return Optional.empty();
    }
    return overlapped(child, index)
        .or(() -> named(child, index))
        .or(() -> stateOf(child, index))
        .or(() -> sameCode(child, index))
        .or(() -> awaited(child, index))
        .or(() -> closer(child, index))
        .or(() -> graver(child, index))
        .or(() -> worksOn(child, index));
  }

  private static Optional<Condition> overlapped(Condition child, Index index) {
    return child.isRule()
        ? index.all().stream()
            .filter(other -> RuleOverlaps.overlap(child.rule(), other.key()))
            .min(CLOSEST)
        : Optional.empty();
  }

  private static Optional<Condition> named(Condition child, Index index) {
    Matcher codes = CODE.matcher(child.error().reason());
    while (codes.find()) {
      List<Condition> others = index.ofCode(codes.group());
      if (!codes.group().equals(child.error().code()) && !others.isEmpty()) {
        return others.stream().filter(other -> !other.key().equals(child.key())).min(CLOSEST);
      }
    }
    return Optional.empty();
  }

  /** The kernel raises an alert about a plugin whose state is on /health too. */
  private static Optional<Condition> stateOf(Condition child, Index index) {
    String kernel = Condition.BOARD + KERNEL + "/";
    if (!child.key().startsWith(kernel)) {
      return Optional.empty();
    }
    String about = child.key().substring(kernel.length());
    int dash = about.lastIndexOf('-');
    return dash < 0 ? Optional.empty() : index.ofKey(Condition.HEALTH + about.substring(0, dash));
  }

  private Optional<Condition> sameCode(Condition child, Index index) {
    if (child.error().code().isEmpty()) {
      return Optional.empty();
    }
    List<Condition> others = index.ofCode(child.error().code());
    return others.stream()
        .filter(other -> other.plugin().equals(child.plugin()))
        .filter(other -> !isOnBoard(child) || !isOnBoard(other))
        .min(CLOSEST)
        .filter(other -> CLOSEST.compare(other, child) < 0)
        .or(() -> others.stream().filter(other -> bears(other, child)).min(CLOSEST));
  }

  private boolean bears(Condition other, Condition child) {
    return foundations.contains(other.plugin()) && !foundations.contains(child.plugin());
  }

  private static Optional<Condition> awaited(Condition child, Index index) {
    if (!child.error().code().equals(WAITING)) {
      return Optional.empty();
    }
    Matcher service = SERVICE.matcher(child.error().reason());
    return service.find() ? index.worstOf(dashed(service.group(1))) : Optional.empty();
  }

  private static boolean isOnBoard(Condition condition) {
    return condition.key().startsWith(Condition.BOARD);
  }

  /** {@code ServerView} is {@code server-view}. */
  private static String dashed(String type) {
    return type.replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static Optional<Condition> closer(Condition child, Index index) {
    // The kernel's conditions are about the whole server and have nothing to do with each other.
    if (child.plugin().equals(KERNEL) || (child.isRule() && child.isCritical())) {
      return Optional.empty();
    }
    return index
        .worstOf(child.plugin())
        .filter(Condition::isCritical)
        .filter(other -> other.distance() < child.distance());
  }

  /** Of {@code heap-high} and {@code heap-full} the second says it all. */
  private static Optional<Condition> graver(Condition child, Index index) {
    return index
        .worstOf(child.plugin())
        .filter(other -> other.isCritical() && !child.isCritical())
        .filter(other -> !other.relatedRule().isEmpty())
        .filter(other -> family(other.relatedRule()).equals(family(child.relatedRule())));
  }

  private static String family(String rule) {
    int dash = rule.indexOf('-');
    return dash < 0 ? rule : rule.substring(0, dash);
  }

  private Optional<Condition> worksOn(Condition child, Index index) {
    return follows.getOrDefault(child.plugin(), List.of()).stream()
        .flatMap(plugin -> index.worstOf(plugin).stream())
        .filter(condition -> condition.isCritical() && !condition.isRule())
        .findFirst();
  }

  /** The conditions by what is asked for. */
  private static final class Index {
    private final Map<String, Condition> byKey = new HashMap<>();
    private final Map<String, List<Condition>> byCode = new HashMap<>();
    private final Map<String, Condition> worst = new TreeMap<>();

    Index(Collection<Condition> all) {
      Comparator<Condition> worstFirst =
          Comparator.comparing(Condition::isCritical).reversed().thenComparing(CLOSEST);
      for (Condition condition : all) {
        byKey.put(condition.key(), condition);
        byCode.computeIfAbsent(condition.error().code(), any -> new ArrayList<>()).add(condition);
        worst.merge(
            condition.plugin(),
            condition,
            (one, other) -> worstFirst.compare(one, other) <= 0 ? one : other);
      }
    }

    Collection<Condition> all() {
      return byKey.values();
    }

    Optional<Condition> ofKey(String key) {
      return Optional.ofNullable(byKey.get(key));
    }

    List<Condition> ofCode(String code) {
      return byCode.getOrDefault(code, List.of());
    }

    Optional<Condition> worstOf(String plugin) {
      return Optional.ofNullable(worst.get(plugin));
    }
  }
}
