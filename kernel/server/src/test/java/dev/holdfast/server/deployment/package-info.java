/** Tests of plugins that come, change and go while the server runs. */
@NullMarked
package dev.holdfast.server.deployment;

import org.jspecify.annotations.NullMarked;
