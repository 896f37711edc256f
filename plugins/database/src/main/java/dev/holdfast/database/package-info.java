/**
 * Offers the database to other plugins and puts the packages below together: the driver, the pool,
 * the detection of outages, the migrations and the examination. Administrators are answered here
 * too.
 *
 * <p>It must not know what other plugins keep in the database.
 */
@NullMarked
package dev.holdfast.database;

import org.jspecify.annotations.NullMarked;
