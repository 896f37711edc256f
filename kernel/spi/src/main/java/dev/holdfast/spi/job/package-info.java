/** The types for plugins that work at certain times. */
@NullMarked
package dev.holdfast.spi.job;

import org.jspecify.annotations.NullMarked;
