/** The durable log between those who bring events and those who read them. */
@NullMarked
package dev.holdfast.spi.journal;

import org.jspecify.annotations.NullMarked;
