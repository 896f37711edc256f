/**
 * Owns the plugins while the server runs: what lies in the plugin directories is started, swapped
 * and stopped as it comes, changes and goes, and operators may ask for the same.
 *
 * <p>It must not know how a plugin is started or stopped; it tells the supervisor which ones there
 * are.
 */
@NullMarked
package dev.holdfast.server.deployment;

import org.jspecify.annotations.NullMarked;
