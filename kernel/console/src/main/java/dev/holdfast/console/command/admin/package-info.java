/**
 * The commands that ask or order a running server through its admin interface: alerts, clients,
 * dead letters, jobs, errors, log, journal and database.
 *
 * <p>It must not know how a server is started, nor the commands that create load.
 */
@NullMarked
package dev.holdfast.console.command.admin;

import org.jspecify.annotations.NullMarked;
