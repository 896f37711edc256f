/**
 * The memory watchdog, put together: the plugin, its loop, its configuration, health and metrics.
 * The parts are below, highest first: response, ladder, bundle, profile, sensor, problem; none
 * imports one above it.
 *
 * <p>It must not know any other plugin: it pauses them by name, and learns whose a class is from
 * the kernel.
 */
@NullMarked
package dev.holdfast.memorywatchdog;

import org.jspecify.annotations.NullMarked;
