/**
 * The process supervisor: keeps one server process running, notices its end or a hang, writes down
 * the evidence and starts it again.
 *
 * <p>It must not know commands, load or drills. Its caller hands it the way to launch a server.
 */
@NullMarked
package dev.holdfast.console.supervise;

import org.jspecify.annotations.NullMarked;
