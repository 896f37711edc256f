/** Shared code of several plugins, beside the contract; its use is optional. */
@NullMarked
package dev.holdfast.spi.support;

import org.jspecify.annotations.NullMarked;
