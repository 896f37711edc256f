package dev.holdfast.distribution.violation.two;

import dev.holdfast.distribution.violation.one.One;

/** Half of a cycle between packages, on purpose: it shows that the check sees one. */
public record Two(One other) {
  /** Has the name of a file, on purpose. */
  public record Reaching() {}
}
