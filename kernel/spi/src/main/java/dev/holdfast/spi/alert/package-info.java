/** For plugins that carry messages to people. */
@NullMarked
package dev.holdfast.spi.alert;

import org.jspecify.annotations.NullMarked;
