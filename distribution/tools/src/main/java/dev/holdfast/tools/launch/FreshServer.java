package dev.holdfast.tools.launch;

import dev.holdfast.console.instance.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the servers that commands start for themselves have in common. */
public final class FreshServer {
  static final String DATABASE_URL = "DATABASE_URL";

  private FreshServer() {}

  /** Any free port, unless the person has set one. */
  public static List<String> settings(Settings given) {
    List<String> settings = new ArrayList<>(List.of("web.port=0"));
    settings.addAll(given.all());
    return settings;
  }

  /**
   * The database goes through the environment, where its password does not show in the list of
   * processes; empty when the server shall use its embedded one.
   */
  public static Map<String, String> environment(@Nullable String databaseUrl) {
    return databaseUrl == null ? Map.of() : Map.of(DATABASE_URL, databaseUrl);
  }
}
