/**
 * Owns the text of /metrics: families, series and numbers in both exposition formats.
 *
 * <p>It must not know which meters there are, nor who registers them.
 */
@NullMarked
package dev.holdfast.server.metrics.exposition;

import org.jspecify.annotations.NullMarked;
