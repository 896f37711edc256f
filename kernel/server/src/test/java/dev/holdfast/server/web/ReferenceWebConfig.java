package dev.holdfast.server.web;

import dev.holdfast.server.config.Block;
import dev.holdfast.server.config.ConfigProblems;
import dev.holdfast.server.config.ConfigurationSources;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The block as it is shipped, with what a test changes. */
public final class ReferenceWebConfig {
  private ReferenceWebConfig() {}

  /** Any free port, and these overrides, as on the command line. */
  public static WebConfig with(Map<String, String> overrides) {
    Map<String, String> all = new HashMap<>(Map.of("web.port", "0"));
    all.putAll(overrides);
    Block block =
        new Block(
            "holdfast.web",
            WebConfig.class,
            Optional.ofNullable(WebPort.class.getResource("/reference.conf")));
    try {
      return new ConfigurationSources(Path.of("none.conf"), all, Map.of())
          .early(List.of(block))
          .get("holdfast.web", WebConfig.class);
    } catch (ConfigProblems e) {
      throw new IllegalStateException(e.printed(), e);
    }
  }
}
