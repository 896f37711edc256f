/**
 * The commands around the server's process: run, start, stop, restart, status, supervise, the
 * systemd service, the check of the configuration and what there is to set.
 *
 * <p>It must not know the admin interface, nor the commands that create load.
 */
@NullMarked
package dev.holdfast.console.command.lifecycle;

import org.jspecify.annotations.NullMarked;
