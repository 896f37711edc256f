/** Breaks a rule of the house on purpose; nothing may depend on it. */
@NullMarked
package dev.holdfast.distribution.violation.locale;

import org.jspecify.annotations.NullMarked;
