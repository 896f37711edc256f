/** Plugins that do wrong on purpose, and jars of classes that a test writes. */
@NullMarked
package dev.holdfast.testkit.fault;

import org.jspecify.annotations.NullMarked;
