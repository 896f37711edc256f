/**
 * The composition root: puts the parts of the kernel together, runs them and ends them.
 *
 * <p>It must not hold logic of its own: each part has a package, and they are in one strict order,
 * Server above supervision, plugin, health and metrics, web, websocket, edge, process, config.
 */
@NullMarked
package dev.holdfast.server;

import org.jspecify.annotations.NullMarked;
