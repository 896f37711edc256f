/** Tests of the contract's own values. They must not know any implementation. */
@NullMarked
package dev.holdfast.spi;

import org.jspecify.annotations.NullMarked;
