package dev.holdfast.websocket;

import org.jspecify.annotations.Nullable;

/**
 * The time limits of one connection. The connection's threads say what they begin; the ticks'
 * thread asks whether it takes too long.
 */
final class TimeLimits {
  private final WebSocketConfig config;

  /** 0 while the reader is busy: then the silence is ours, not the client's. */
  private volatile long readingSince;

  private volatile boolean midFrame;

  /** When the message began that is under way; 0 without one. */
  private volatile long messageSince;

  /** The bytes that came since then. */
  private volatile long messageBytes;

  // These belong to the reader.
  private long messageNumber;
  private long receivedBefore;

  /** 0 before the session is being closed. */
  private volatile long deadline;

  // The rest belongs to the thread that watches the time.
  private long pingedAt;
  private boolean pinged;
  private int missed;

  TimeLimits(WebSocketConfig config, long now) {
    this.config = config;
    this.pingedAt = now;
  }

  /**
   * The reader waits for the client now.
   *
   * @param insideFrame whether a frame has begun
   * @param unfinished whether a message, or a frame, has begun
   * @param number of messages that were complete before it
   * @param received bytes of the connection so far
   */
  void reading(long now, boolean insideFrame, boolean unfinished, long number, long received) {
    midFrame = insideFrame;
    if (!unfinished) {
      messageSince = 0;
    } else if (messageSince == 0 || number != messageNumber) {
      messageNumber = number;
      receivedBefore = received;
      messageBytes = 0;
      messageSince = now | 1;
    } else {
      messageBytes = received - receivedBefore;
    }
    readingSince = now | 1;
  }

  /** The reader has got something to do. */
  void busy() {
    readingSince = 0;
  }

  /** Whatever is going on has to be over then. */
  void endBy(long at) {
    deadline = at | 1;
  }

  /** The limit that is exceeded; null when all is well. */
  @Nullable ForcedClose exceeded(long now, long writingSince) {
    long end = deadline;
    if (end != 0 && now - end >= 0) {
      return ForcedClose.CLOSE_TIMEOUT;
    }
    if (writingSince != 0 && now - writingSince > config.writeTimeout().toNanos()) {
      return ForcedClose.WRITE_TIMEOUT;
    }
    ForcedClose slow = end == 0 ? slowMessage(now) : null;
    if (slow != null) {
      return slow;
    }
    return missed >= config.missedPings() ? ForcedClose.NO_PONG : null;
  }

  /** Only while the reader waits: what we hold back ourselves is not the client's fault. */
  private @Nullable ForcedClose slowMessage(long now) {
    long reading = readingSince;
    if (reading == 0) {
      return null;
    }
    if (midFrame && now - reading > config.frameTimeout().toNanos()) {
      return ForcedClose.FRAME_TIMEOUT;
    }
    long since = messageSince;
    if (since == 0) {
      return null;
    }
    long took = now - since;
    if (took > config.messageTimeout().toNanos()) {
      return ForcedClose.MESSAGE_TIMEOUT;
    }
    double wanted = config.messageMinRate().bytes() * (took / 1e9);
    return took > config.frameTimeout().toNanos() && messageBytes < wanted
        ? ForcedClose.MESSAGE_RATE
        : null;
  }

  /**
   * Whether it is time for a ping. A ping counts as missed when the reader has been waiting since
   * before it: anything that arrives, not only the pong, shows that the client lives.
   */
  boolean pingDue(long now) {
    if (now - pingedAt < config.pingInterval().toNanos()) {
      return false;
    }
    long reading = readingSince;
    boolean silent = pinged && reading != 0 && reading - pingedAt < 0;
    missed = silent ? missed + 1 : 0;
    pinged = true;
    pingedAt = now;
    return true;
  }
}
