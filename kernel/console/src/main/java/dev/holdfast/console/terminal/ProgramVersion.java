package dev.holdfast.console.terminal;

/** The version of the program. */
public final class ProgramVersion {
  private ProgramVersion() {}

  /** The version in the manifest; classes that were not packed have none. */
  public static String number() {
    String version = ProgramVersion.class.getPackage().getImplementationVersion();
    return version == null ? "(not packed)" : version;
  }
}
