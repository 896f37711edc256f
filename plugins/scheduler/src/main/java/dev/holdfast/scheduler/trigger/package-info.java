/**
 * When a job runs: the schedule as it is written, the times that a cron expression names, and the
 * triggers that say when a time has come.
 *
 * <p>It must not know jobs, their runs or the plugin that contributes them, and no other package of
 * the scheduler.
 */
@NullMarked
package dev.holdfast.scheduler.trigger;

import org.jspecify.annotations.NullMarked;
