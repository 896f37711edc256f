/**
 * The job that deletes heap dumps, crash reports and half-written files by age, number and size.
 *
 * <p>It must not know how jobs are scheduled, and no other package of the scheduler: it is a job
 * like that of any plugin.
 */
@NullMarked
package dev.holdfast.scheduler.cleanup;

import org.jspecify.annotations.NullMarked;
