/** For plugins that work to a timetable. */
@NullMarked
package dev.holdfast.spi.job;

import org.jspecify.annotations.NullMarked;
