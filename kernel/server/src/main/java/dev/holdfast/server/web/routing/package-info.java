/**
 * What Helidon's routing needs so that answers are as they should be: methods, encodings, headers.
 *
 * <p>It must not know clients, tokens or plugins.
 */
@NullMarked
package dev.holdfast.server.web.routing;

import org.jspecify.annotations.NullMarked;
