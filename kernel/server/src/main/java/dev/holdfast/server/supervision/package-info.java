/**
 * Owns the life of plugins: start in the order of what they require, restart with backoff, stop in
 * reverse.
 *
 * <p>It must not know where plugins come from, nor what they do.
 */
@NullMarked
package dev.holdfast.server.supervision;

import org.jspecify.annotations.NullMarked;
