package dev.holdfast.websocket;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the metrics tell of all paths together. */
final class Figures {
  /**
   * Clients may end sessions with any of 2000 codes of their own: beyond this many, one stands for
   * all.
   */
  private static final int MAX_CODES = 64;

  private static final int OTHER_CODES = 4000;

  private final Map<String, TrafficCounters> tallies = new ConcurrentHashMap<>();
  private final Map<Refusal, LongAdder> refused = new ConcurrentHashMap<>();
  private final Map<Integer, LongAdder> closed = new ConcurrentHashMap<>();
  private final Map<ForcedClose, LongAdder> cut = new ConcurrentHashMap<>();

  TrafficCounters tally(String path) {
    return tallies.computeIfAbsent(path, any -> new TrafficCounters());
  }

  Map<String, TrafficCounters> tallies() {
    return tallies;
  }

  void refused(Refusal refusal) {
    refused.computeIfAbsent(refusal, any -> new LongAdder()).increment();
  }

  void cut(ForcedClose reason) {
    cut.computeIfAbsent(reason, any -> new LongAdder()).increment();
  }

  void closed(int code) {
    int key = closed.containsKey(code) || closed.size() < MAX_CODES ? code : OTHER_CODES;
    closed.computeIfAbsent(key, any -> new LongAdder()).increment();
  }

  Map<String, Long> refused() {
    return words(refused);
  }

  Map<String, Long> cut() {
    return words(cut);
  }

  Map<Integer, Long> closed() {
    Map<Integer, Long> sums = new TreeMap<>();
    closed.forEach((code, adder) -> sums.put(code, adder.sum()));
    return sums;
  }

  private static Map<String, Long> words(Map<? extends Enum<?>, LongAdder> adders) {
    Map<String, Long> sums = new TreeMap<>();
    adders.forEach((key, adder) ->
        sums.put(key.name().toLowerCase(Locale.ROOT).replace('_', '-'), adder.sum()));
    return sums;
  }
}
