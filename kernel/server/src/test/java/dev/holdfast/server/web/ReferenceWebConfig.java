package dev.holdfast.server.web;

import dev.holdfast.config.ConfigProblems;
import dev.holdfast.config.ConfigurationSources;
import dev.holdfast.config.Reference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The block as it is shipped, with what a test changes. */
public final class ReferenceWebConfig {
  private ReferenceWebConfig() {}

  /** Any free port, and these overrides, as on the command line. */
  public static WebConfig with(Map<String, String> overrides) {
    Map<String, String> all = new HashMap<>(Map.of("web.port", "0"));
    all.putAll(overrides);
    try {
      URL resource = Objects.requireNonNull(WebPort.class.getResource("/reference.conf"));
      return ConfigurationSources.read(Path.of("none.conf"), all, Map.of())
          .early("holdfast.web", WebConfig.class, Reference.of("reference.conf", resource));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ConfigProblems e) {
      throw new IllegalStateException(e.printed(), e);
    }
  }
}
