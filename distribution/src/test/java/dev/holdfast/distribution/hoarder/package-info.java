/**
 * A plugin that uses up what the process has, on command; tests drop it as a jar.
 *
 * <p>It must not know the tests: it is packed into a jar and dropped into a server.
 */
@NullMarked
package dev.holdfast.distribution.hoarder;

import org.jspecify.annotations.NullMarked;
