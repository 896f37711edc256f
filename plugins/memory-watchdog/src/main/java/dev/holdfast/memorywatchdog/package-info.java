/**
 * Watches what predicts trouble with memory and the process' other means, meets it step by step,
 * and keeps the evidence.
 *
 * <p>It must not know any other plugin: it pauses them by name, and learns whose a class is from
 * the kernel.
 */
@NullMarked
package dev.holdfast.memorywatchdog;

import org.jspecify.annotations.NullMarked;
