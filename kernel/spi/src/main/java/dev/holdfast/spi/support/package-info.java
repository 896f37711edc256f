/** Code that several plugins need, beside the contract; nothing here has to be used. */
@NullMarked
package dev.holdfast.spi.support;

import org.jspecify.annotations.NullMarked;
