/** Tests of the configuration reader. It must not know any other package of the server. */
@NullMarked
package dev.holdfast.config;

import org.jspecify.annotations.NullMarked;
