package dev.holdfast.spi.job;

import java.time.Duration;
import java.util.Map;

/**
 * Work that is repeated at certain times: {@code context.contribute(Job.class, job)}. The scheduler
 * plugin gathers jobs and runs them; without it they do not run, and no plugin fails.
 *
 * <p>There is never more than one run of a job, also across restarts of its plugin. When the plugin
 * stops, a run is interrupted, and there is no further one. Everything but {@link #run} is asked
 * once for each start of the plugin, and can be overridden by people in {@code
 * holdfast.scheduler.jobs.<plugin>.<job>}.
 */
public interface Job {

  /**
   * The name of the job, which people know as {@code <plugin>/<name>}.
   *
   * @return {@code [a-z][a-z0-9-]*}, at most 40 characters, unique in its plugin
   */
  String name();

  /**
   * When it runs, unless people say otherwise: a fixed delay from the end of one run to the start
   * of the next ({@code every 10 min}; ms, s, min, h, d), cron with the five fields of UNIX ({@code
   * 30 2 * * *}) or the six or seven of Quartz ({@code 0 30 2 * * ?}), one of {@code @hourly
   * @daily @weekly @monthly @yearly}, or {@code never}: then it runs by hand only.
   *
   * <p>Where clocks change, a job whose hour field begins with {@code *} follows real time. Any
   * other runs once for each time of day that it names: when that time does not exist, at the
   * moment in which the clock jumps over it; when it exists twice, the first time.
   */
  String schedule();

  /** The longest that a run may take; then it is interrupted, and later given up. */
  default Duration limit() {
    return Duration.ofMinutes(10);
  }

  /** Each run starts later by a random part of this, so that not everything starts at one time. */
  default Duration jitter() {
    return Duration.ZERO;
  }

  /** What happens with a time that passed while the server or the machine was off. */
  default Missed missed() {
    return Missed.RUN_ONCE;
  }

  /**
   * Does the work once, on a platform thread of its own that is named after plugin and job.
   *
   * @return what was done, for people to read
   * @throws InterruptedException the limit is reached, or the plugin stops; end soon, and leave
   *     things so that the next run can go on from there
   * @throws Exception the run failed, which people are told; there will be another one
   */
  Report run() throws Exception;

  /** What happens with times that have passed. */
  enum Missed {
    /** One run makes up for all of them. */
    RUN_ONCE,
    /** They are left out. */
    SKIP
  }

  /**
   * What a run did.
   *
   * @param text one line, such as {@code removed 12,000 rows older than 30 d}; what is beyond 500
   *     characters is cut
   * @param figures for machines, such as {@code removed} and 12000; at most 20
   */
  record Report(String text, Map<String, Long> figures) {
    private static final int LONGEST = 500;
    private static final int MOST = 20;

    public Report {
      text = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
      figures = Map.copyOf(figures);
      if (figures.size() > MOST) {
        throw new IllegalArgumentException(figures.size() + " figures, at most " + MOST);
      }
    }

    /** Without figures. */
    public static Report of(String text) {
      return new Report(text, Map.of());
    }
  }
}
