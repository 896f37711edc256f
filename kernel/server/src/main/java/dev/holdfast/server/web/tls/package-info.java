/**
 * TLS of the web port: reads certificate and key, takes new files without a restart, and tells when
 * a certificate ends soon.
 *
 * <p>It must not know requests, routes or clients.
 */
@NullMarked
package dev.holdfast.server.web.tls;

import org.jspecify.annotations.NullMarked;
