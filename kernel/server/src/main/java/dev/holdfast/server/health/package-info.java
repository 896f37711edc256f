/**
 * Owns the health board: checks that run in the background and answers that are ready before
 * anybody asks.
 *
 * <p>It must not know how a plugin is started; it is told names and findings.
 */
@NullMarked
package dev.holdfast.server.health;

import org.jspecify.annotations.NullMarked;
