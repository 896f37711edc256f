/** A network that loses, holds and cuts on purpose, and certificates for it. */
@NullMarked
package dev.holdfast.testkit.network;

import org.jspecify.annotations.NullMarked;
