package dev.holdfast.distribution.violation.one;

import dev.holdfast.distribution.violation.two.Two;

/** Half of a cycle between packages, on purpose: it shows that the check sees one. */
public record One(Two other) {}
