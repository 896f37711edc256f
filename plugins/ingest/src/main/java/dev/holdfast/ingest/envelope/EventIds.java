package dev.holdfast.ingest.envelope;

import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Generates ids for events that have none. */
@FunctionalInterface
public interface EventIds {

  /** The id of the next event. */
  String next();

  /** Unique ones that sort by time: version 7 of RFC 9562. For one thread. */
  static EventIds timeOrdered(InstantSource clock, RandomGenerator random) {
    return () -> {
      long high = clock.millis() << 16 | 0x7000 | random.nextInt(0x1000);
      long low = random.nextLong() >>> 2 | 0x8000_0000_0000_0000L;
      return new UUID(high, low).toString();
    };
  }

  /** The same ones for the same base: {@code <base>-0}, {@code <base>-1} and so on. */
  static EventIds derived(String base) {
    int[] index = new int[1];
    return () -> base + '-' + index[0]++;
  }
}
