package dev.holdfast.memorywatchdog.bundle;

/**
 * One file of a diagnostic bundle.
 *
 * @param file its name
 */
record BundlePart(String file, Writing writing) {
  /** Writes it. */
  @FunctionalInterface
  interface Writing {
    /**
     * Writes all of it.
     *
     * @throws Exception costs this part only
     */
    void write(BundlePartFile out) throws Exception;
  }
}
