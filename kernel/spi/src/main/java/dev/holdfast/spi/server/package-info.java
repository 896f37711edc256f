/**
 * The types for plugins that show, watch or steer the server, and for plugins that can give memory
 * back.
 */
@NullMarked
package dev.holdfast.spi.server;

import org.jspecify.annotations.NullMarked;
