/** Tests of the code that plugins share. They must not know any plugin. */
@NullMarked
package dev.holdfast.spi.support;

import org.jspecify.annotations.NullMarked;
