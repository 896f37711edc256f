/**
 * Runs the jobs that plugins contribute: when, how long, how often, and never two of one at a time.
 *
 * <p>It must not know what a job does, but for its own, which delete files that are past their
 * time.
 */
@NullMarked
package dev.holdfast.scheduler;

import org.jspecify.annotations.NullMarked;
