package dev.holdfast.console.client;

/** What one question to the server's port has brought. */
public sealed interface ProbeResult {

  /** An HTTP status came back, whatever it says: somebody lives there. */
  record Answered(int status) implements ProbeResult {}

  /**
   * Nothing came back that is HTTP.
   *
   * @param why what was seen instead, to be read behind "it brought"
   */
  record Silent(String why) implements ProbeResult {}
}
