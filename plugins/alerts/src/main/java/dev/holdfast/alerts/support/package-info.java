/**
 * Owns what every other package needs: the configuration, the problems, and small tools for reading
 * JSON and for text.
 *
 * <p>It must not know what an alert is; it imports no other package of this plugin.
 */
@NullMarked
package dev.holdfast.alerts.support;

import org.jspecify.annotations.NullMarked;
