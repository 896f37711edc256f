package dev.holdfast.tools.drill.siege;

import java.time.Duration;

/**
 * What a siege does at once.
 *
 * @param bodies requests whose bodies dribble
 * @param messages WebSocket messages that are not finished
 * @param readers clients that ask for a page and do not read it
 * @param connects connections without a word, opened within 5 s
 * @param garbage requests a second with methods that do not exist, each on a connection of its own
 * @param rate events a second of the one good producer
 * @param lead how long it sends alone before
 * @param duration of the attack
 * @param oneAddress whether attackers come from the address of the producer, as behind a proxy
 */
record SiegePlan(
    int bodies,
    int messages,
    int readers,
    int connects,
    int garbage,
    double rate,
    Duration lead,
    Duration duration,
    boolean oneAddress) {

  /** The same with this share of the attackers; the producer stays. */
  SiegePlan scaled(double share) {
    return new SiegePlan(
        (int) Math.ceil(bodies * share),
        (int) Math.ceil(messages * share),
        (int) Math.ceil(readers * share),
        (int) Math.ceil(connects * share),
        (int) Math.ceil(garbage * share),
        rate,
        lead,
        duration,
        oneAddress);
  }

  /** The connections that may be open at one time. */
  int connections() {
    return bodies + messages + readers + connects + garbage;
  }
}
