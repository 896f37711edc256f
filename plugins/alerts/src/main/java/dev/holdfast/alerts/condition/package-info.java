/**
 * Owns conditions: what is wrong at this moment, as health checks, the alert board, the rules about
 * metrics, and crash reports say it.
 *
 * <p>It must not know which conditions belong together, whether people are told, or how.
 */
@NullMarked
package dev.holdfast.alerts.condition;

import org.jspecify.annotations.NullMarked;
