/**
 * The contract between the kernel and a plugin, and between plugins: everything that a plugin may
 * see.
 *
 * <p>It must not know how the kernel keeps its promises: nothing here imports anything but the JDK
 * and the Helidon APIs that the contract re-exports.
 */
@NullMarked
package dev.holdfast.spi;

import org.jspecify.annotations.NullMarked;
