package dev.holdfast.server.health;

import dev.holdfast.spi.server.Change;
import dev.holdfast.spi.server.ServerView;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What has changed of late, of checks, plugins and alerts: the newest, up to a number. */
public final class Changes {
  private final InstantSource clock;
  private final Deque<Change> newest = new ArrayDeque<>();
  private long count;

  public Changes(InstantSource clock) {
    this.clock = clock;
  }

  /** Remembers a change; see {@link Change} for the words. */
  public synchronized void add(
      Change.Kind kind, String subject, String from, String to, String why) {
    if (newest.size() == ServerView.CHANGES) {
      newest.removeFirst();
    }
    newest.addLast(new Change(++count, clock.instant(), kind, subject, from, to, why));
  }

  /** Those with a higher number, oldest first. */
  public synchronized List<Change> after(long number) {
    return newest.stream().filter(change -> change.number() > number).toList();
  }
}
