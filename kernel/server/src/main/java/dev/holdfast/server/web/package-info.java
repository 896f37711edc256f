/**
 * Owns the web port: routes that come and go at run time, who may call them, and how an error
 * looks.
 *
 * <p>It must not know what a plugin is, nor what any route does.
 */
@NullMarked
package dev.holdfast.server.web;

import org.jspecify.annotations.NullMarked;
