/**
 * Load and its accounts: connections that speak the ingest protocol, producers, their latencies,
 * the ledger of what was acknowledged, and its comparison with what was stored.
 *
 * <p>It must not know the commands that use it, nor how a server is started.
 */
@NullMarked
package dev.holdfast.tools.load;

import org.jspecify.annotations.NullMarked;
