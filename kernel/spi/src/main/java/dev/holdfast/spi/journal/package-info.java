/** The durable log between plugins that bring events and plugins that read them. */
@NullMarked
package dev.holdfast.spi.journal;

import org.jspecify.annotations.NullMarked;
