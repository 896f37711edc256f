/**
 * Owns the meters and the /metrics endpoint.
 *
 * <p>It must not know who registers a meter, beyond a name for the label.
 */
@NullMarked
package dev.holdfast.server.metrics;

import org.jspecify.annotations.NullMarked;
