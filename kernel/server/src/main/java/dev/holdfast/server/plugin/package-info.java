/**
 * Owns finding, isolating and equipping plugins: discovery, class loaders, and the context that
 * takes back what it handed out.
 *
 * <p>It must not know when a plugin is started or restarted.
 */
@NullMarked
package dev.holdfast.server.plugin;

import org.jspecify.annotations.NullMarked;
