/**
 * What the server does on each step: release memory, refuse clients, pause plugins, restart. All of
 * it is taken back when the step is left or the watchdog stops.
 *
 * <p>It must not know how memory is measured or when a step is entered. It knows other plugins by
 * name only.
 */
@NullMarked
package dev.holdfast.memorywatchdog.response;

import org.jspecify.annotations.NullMarked;
