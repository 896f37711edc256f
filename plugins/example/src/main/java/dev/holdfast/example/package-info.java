/**
 * The smallest useful plugin: counts the events that the journal keeps. Copy it to begin your own.
 *
 * <p>It must not know anything but the spi.
 */
@NullMarked
package dev.holdfast.example;

import org.jspecify.annotations.NullMarked;
