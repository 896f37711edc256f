/**
 * What authors of plugins test with: the contracts of the spi as tests, and stand-ins for the
 * kernel.
 *
 * <p>It must not know any implementation: of Holdfast it sees the spi, and the configuration that
 * binds a plugin's settings.
 */
@NullMarked
package dev.holdfast.testkit;

import org.jspecify.annotations.NullMarked;
