/**
 * HTTP/1.1 as bytes: cuts what a client sends into heads and bodies, refuses what can be read in
 * two ways, and names each fault.
 *
 * <p>It must not know sockets, threads or routes.
 */
@NullMarked
package dev.holdfast.server.edge.http;

import org.jspecify.annotations.NullMarked;
