/** The types for plugins that deliver messages to people. */
@NullMarked
package dev.holdfast.spi.alert;

import org.jspecify.annotations.NullMarked;
