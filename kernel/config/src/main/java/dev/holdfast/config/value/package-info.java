/**
 * From the text of a setting to its value: numbers, sizes, times, their limits, and what was
 * probably meant by a misspelt one.
 *
 * <p>It must not know files, blocks or records.
 */
@NullMarked
package dev.holdfast.config.value;

import org.jspecify.annotations.NullMarked;
