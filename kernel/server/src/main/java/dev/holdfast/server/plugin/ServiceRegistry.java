package dev.holdfast.server.plugin;

import dev.holdfast.server.plugin.loading.PluginProblems;
import dev.holdfast.spi.Contribution;
import dev.holdfast.spi.PlainText;
import dev.holdfast.spi.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The services that running plugins offer each other. */
public final class ServiceRegistry {

  /**
   * A service that is offered.
   *
   * @param owner one start of the plugin: late news of an earlier one must not end this one's
   * @param views what each asking start was given of it: held here, so that nobody holds a service
   *     whose provider is gone
   */
  private record Offer(String plugin, Object owner, Object service, Map<Object, Object> views) {}

  private record Part(Class<?> type, Object owner, Contribution<?> contribution) {}

  private final Map<Class<?>, Offer> offers = new HashMap<>();
  private final List<Part> parts = new ArrayList<>();

  /** Offers what is the kernel's own, for good. */
  public <T> void publish(Class<T> type, T service) {
    publish("kernel", this, Map.of(type, service));
  }

  /** Adds a part of the kernel's own, for good. */
  public <T> void contribute(Class<T> type, T part) {
    contribute(this, type, new Contribution<>("kernel", part));
  }

  synchronized void publish(String plugin, Object owner, Map<Class<?>, Object> services) {
    services.forEach((type, service) -> {
      Offer other = offers.get(type);
      if (other != null) {
        throw new IllegalStateException(
            type.getSimpleName() + " is offered by " + other.plugin() + " already");
      }
    });
    services.forEach(
        (type, service) -> offers.put(type, new Offer(plugin, owner, service, new HashMap<>())));
  }

  synchronized void contribute(Object owner, Class<?> type, Contribution<?> contribution) {
    parts.add(new Part(type, owner, contribution));
  }

  /** What running plugins contribute of a type, in the order in which it came. */
  @SuppressWarnings("unchecked") // Put in with its type.
  public synchronized <T> List<Contribution<T>> contributions(Class<T> type) {
    return parts.stream()
        .filter(part -> part.type().equals(type))
        .map(part -> (Contribution<T>) part.contribution())
        .toList();
  }

  @SuppressWarnings("ReferenceEquality") // This very start, not one that is equal to it.
  synchronized void withdraw(Object owner) {
    offers.values().removeIf(offer -> offer.owner() == owner);
    offers.values().forEach(offer -> offer.views().remove(owner));
    parts.removeIf(part -> part.owner() == owner);
  }

  /** What a start was given of a service before; empty when nothing, or of another object. */
  synchronized Optional<Object> view(Class<?> type, Object service, Object asking) {
    Offer offer = offers.get(type);
    return offer == null || !isOffered(type, service)
        ? Optional.empty()
        : Optional.ofNullable(offer.views().get(asking));
  }

  /** Keeps what a start is given of a service, for as long as both are there. */
  synchronized void keepView(Class<?> type, Object service, Object asking, Object view) {
    Offer offer = offers.get(type);
    if (offer != null && isOffered(type, service)) {
      offer.views().put(asking, view);
    }
  }

  /** Whether this very object is what is offered now. */
  @SuppressWarnings("ReferenceEquality")
  synchronized boolean isOffered(Class<?> type, Object service) {
    Offer offer = offers.get(type);
    return offer != null && offer.service() == service;
  }

  /**
   * What is offered of a type.
   *
   * @throws ProblemException the type is a copy of the one that is offered
   */
  synchronized <T> Optional<T> find(Class<T> type) {
    Offer offer = offers.get(type);
    if (offer != null) {
      return Optional.of(type.cast(offer.service()));
    }
    namesake(type)
        .ifPresent(other -> {
          throw new ProblemException(
              PluginProblems.NOT_SHARED.because(named(type) + ", offered by " + other));
        });
    return Optional.empty();
  }

  /** A type in the words of a problem. */
  static String named(Class<?> type) {
    return PlainText.clean(type.getName(), 200);
  }

  /** Who offers a service now; null when nobody does. */
  public synchronized @Nullable String provider(Class<?> type) {
    Offer offer = offers.get(type);
    return offer == null ? null : offer.plugin();
  }

  /** The names of the types that are offered now. */
  public synchronized Set<String> offered() {
    return offers.keySet().stream().map(Class::getName).collect(Collectors.toSet());
  }

  /** Who offers another class of the same name. */
  private Optional<String> namesake(Class<?> type) {
    return offers.entrySet().stream()
        .filter(each -> each.getKey().getName().equals(type.getName()))
        .map(each -> each.getValue().plugin())
        .findFirst();
  }

  /** Whether this very class is offered now. */
  public synchronized boolean isOffered(Class<?> type) {
    return offers.containsKey(type);
  }

  /** Whether asking for this class has another answer now than that nobody offers it. */
  public synchronized boolean answers(Class<?> type) {
    return isOffered(type) || namesake(type).isPresent();
  }

  /** What one plugin offers now. */
  public synchronized Set<Class<?>> offeredBy(String plugin) {
    return offers.entrySet().stream()
        .filter(entry -> entry.getValue().plugin().equals(plugin))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
