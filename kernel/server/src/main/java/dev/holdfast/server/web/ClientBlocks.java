package dev.holdfast.server.web;

import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.support.Backoff;
import dev.holdfast.spi.support.TokenBucket;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Client addresses that offend again and again, each blocked for a time that ends by itself.
 *
 * <p>A block refuses HTTP requests and WebSocket handshakes with 429; probes and metrics answer
 * everybody. The offences of an address are forgotten when none came for a whole window, the length
 * of its last block when it stayed good for {@code longest}. Blocks live in memory only: a restart
 * lifts them. Safe for use by several threads.
 */
public final class ClientBlocks {
  private static final Logger LOG = System.getLogger("dev.holdfast.web.blocks");

  /** Lines a minute; further blocks are counted and listed all the same. */
  private static final int LINES_A_MINUTE = 10;

  /**
   * One address.
   *
   * @param offences since they were last forgotten, by kind
   * @param until when its block ends; empty when it is not blocked
   * @param reason why it is blocked
   */
  public record Client(
      String address, Map<Offence, Integer> offences, Optional<Instant> until, String reason) {}

  private static final class Entry {
    final Map<Offence, Integer> offences = new EnumMap<>(Offence.class);
    int inWindow;
    long windowBegun;
    long lastSeen;
    long blockedSince;
    long blockEnded;
    @Nullable Duration block;
    int blocks;
    String reason = "";
  }

  private final BlockConfig config;
  private final Backoff times;
  private final Set<String> exempt;
  private final InstantSource clock;
  private final LongSupplier ticker;
  private final Map<String, Entry> entries;
  private final Map<Offence, LongAdder> counts = new ConcurrentHashMap<>();
  private final LongAdder refused = new LongAdder();

  /**
   * When each block ends, by the ticker; read without a lock, as an attacker comes by thousands.
   */
  private final Map<String, Long> ends = new ConcurrentHashMap<>();

  private final TokenBucket lines;

  /**
   * Nobody is blocked yet.
   *
   * @param clock for what is shown only
   * @param ticker nanoseconds of a clock that only goes forward
   */
  public ClientBlocks(BlockConfig config, InstantSource clock, LongSupplier ticker) {
    this.config = config;
    this.times = Backoff.doubling(config.duration(), config.longest());
    this.clock = clock;
    this.ticker = ticker;
    this.exempt = config.exempt().stream().map(ClientBlocks::key).collect(Collectors.toSet());
    this.lines = new TokenBucket(LINES_A_MINUTE, Duration.ofMinutes(1), ticker);
    this.entries = new LinkedHashMap<>(16, 0.75f, true);
  }

  /**
   * Refuses a caller whose address is blocked.
   *
   * @throws ProblemException 429, with the time after which the block ends
   */
  void check(String address) {
    if (ends.isEmpty()) {
      return;
    }
    String key = key(address);
    Long end = ends.get(key);
    if (end == null) {
      return;
    }
    long left = end - ticker.getAsLong();
    if (left > 0) {
      refused.increment();
      throw new ProblemException(WebProblems.BLOCKED, Duration.ofNanos(left), null);
    }
    endIfOver(key);
  }

  /** Counts an offence, and blocks the address when it was one too many. */
  public void offence(String address, Offence offence) {
    counts.computeIfAbsent(offence, unseen -> new LongAdder()).increment();
    String key = key(address);
    if (config.offences() == 0 || exempt.contains(key) || isLoopback(key)) {
      return;
    }
    Long end = ends.get(key);
    if (end != null && end - ticker.getAsLong() > 0) {
      return;
    }
    synchronized (this) {
      long now = ticker.getAsLong();
      Entry entry = entry(key, now);
      if (entry.block != null) {
        return;
      }
      if (now - entry.windowBegun > config.window().toNanos()) {
        entry.windowBegun = now;
        entry.inWindow = 0;
        entry.offences.clear();
      }
      entry.offences.merge(offence, 1, Integer::sum);
      if (++entry.inWindow > config.offences()) {
        block(key, entry, times.after(entry.blocks + 1), describe(entry));
      }
    }
  }

  /** Blocks an address by hand, from now on. */
  public synchronized void block(String address, Duration time, String reason) {
    String key = key(address);
    block(key, entry(key, ticker.getAsLong()), time, reason);
  }

  /**
   * Lifts a block and forgets the offences of the address.
   *
   * @return false when it was not blocked
   */
  public synchronized boolean unblock(String address) {
    String key = key(address);
    Entry entry = entries.remove(key);
    ends.remove(key);
    return entry != null && isBlocked(entry, ticker.getAsLong());
  }

  /** The addresses that are blocked, or have offended lately; the blocked ones first. */
  public synchronized List<Client> list() {
    long now = ticker.getAsLong();
    List<Client> blockedOnes = new ArrayList<>();
    List<Client> others = new ArrayList<>();
    entries.forEach((address, entry) -> {
      if (isBlocked(entry, now)) {
        Duration left = leftOf(entry, now);
        blockedOnes.add(
            new Client(
                address,
                Map.copyOf(entry.offences),
                Optional.of(clock.instant().plus(left)),
                entry.reason));
      } else if (!entry.offences.isEmpty() && now - entry.lastSeen <= config.window().toNanos()) {
        others.add(new Client(address, Map.copyOf(entry.offences), Optional.empty(), ""));
      }
    });
    blockedOnes.addAll(others);
    return blockedOnes;
  }

  /** Addresses that are blocked now. */
  public int blocked() {
    long now = ticker.getAsLong();
    return (int) ends.values().stream().filter(end -> end - now > 0).count();
  }

  /** Requests that were refused because of a block. */
  public long refused() {
    return refused.sum();
  }

  /** Offences so far, of all addresses. */
  public long count(Offence offence) {
    LongAdder seen = counts.get(offence);
    return seen == null ? 0 : seen.sum();
  }

  private synchronized void endIfOver(String key) {
    Entry entry = entries.get(key);
    if (entry == null) {
      ends.remove(key);
    } else if (entry.block != null && !isBlocked(entry, ticker.getAsLong())) {
      end(key, entry);
    }
  }

  private Entry entry(String key, long now) {
    Entry entry = entries.get(key);
    if (entry == null) {
      makeRoom(now);
      entry = new Entry();
      entry.windowBegun = now;
      entries.put(key, entry);
    } else if (entry.block != null && !isBlocked(entry, now)) {
      end(key, entry);
    }
    if (entry.blocks > 0 && now - entry.blockEnded > config.longest().toNanos()) {
      entry.blocks = 0;
    }
    entry.lastSeen = now;
    return entry;
  }

  /** The address that was quiet for the longest time goes first; one that is blocked stays. */
  private void makeRoom(long now) {
    if (entries.size() < config.maxAddresses()) {
      return;
    }
    String oldest = entries.keySet().iterator().next();
    for (Map.Entry<String, Entry> each : entries.entrySet()) {
      if (!isBlocked(each.getValue(), now)) {
        oldest = each.getKey();
        break;
      }
    }
    entries.remove(oldest);
    ends.remove(oldest);
  }

  private void block(String key, Entry entry, Duration time, String reason) {
    entry.block = time;
    entry.blockedSince = ticker.getAsLong();
    entry.reason = reason;
    entry.inWindow = 0;
    ends.put(key, entry.blockedSince + time.toNanos());
    say(
        "blocked "
            + key
            + " for "
            + time.toSeconds()
            + " s: "
            + reason
            + ". `holdfast clients unblock "
            + key
            + "` lifts it");
  }

  private void end(String key, Entry entry) {
    Duration block = Objects.requireNonNull(entry.block);
    entry.blocks++;
    entry.blockEnded = entry.blockedSince + block.toNanos();
    entry.block = null;
    entry.reason = "";
    entry.offences.clear();
    ends.remove(key);
    say("the block of " + key + " has ended");
  }

  private void say(String line) {
    if (lines.take(1).isEmpty()) {
      LOG.log(Level.INFO, line);
    }
  }

  private String describe(Entry entry) {
    return entry.inWindow
        + " offences within "
        + config.window().toSeconds()
        + " s ("
        + entry.offences.entrySet().stream()
            .map(each -> each.getValue() + " " + each.getKey().label())
            .collect(Collectors.joining(", "))
        + ")";
  }

  private static boolean isBlocked(Entry entry, long now) {
    return entry.block != null && leftOf(entry, now).isPositive();
  }

  private static Duration leftOf(Entry entry, long now) {
    Duration block = entry.block;
    return block == null ? Duration.ZERO : block.minusNanos(now - entry.blockedSince);
  }

  /** The local command line and proxies on this machine come from here. */
  private static boolean isLoopback(String key) {
    return key.startsWith("127.") || key.equals("0:0:0:0::/64") || key.equals("::/64");
  }

  /**
   * An IPv4 address as it is; of IPv6 the network of 64 bits, because one host has all of its
   * addresses.
   */
  static String key(String address) {
    String plain = address.toLowerCase(Locale.ROOT);
    int zone = plain.indexOf('%');
    plain = zone < 0 ? plain : plain.substring(0, zone);
    if (plain.startsWith("::ffff:") && plain.indexOf('.') > 0) {
      return plain.substring("::ffff:".length());
    }
    return plain.indexOf(':') < 0 || plain.endsWith("/64") ? plain : Ipv6Network.of(plain);
  }
}
