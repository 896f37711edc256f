package dev.holdfast.distribution.dependent;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.spi.Database;
import dev.holdfast.spi.Health;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import io.helidon.health.HealthCheckResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Its name is in the file {@code dependent} of its jar. */
public final class Dependent implements Plugin {
  @Override
  public String name() {
    try (InputStream in = Dependent.class.getResourceAsStream("/dependent")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void start(PluginContext context) {
    Database database = context.require(Database.class);
    context.health("rows", () -> look(database));
  }

  private static HealthCheckResponse look(Database database) {
    try {
      int rows = database.client().execute().createQuery("select 1").execute().toList().size();
      return Health.up().detail("rows", rows).build();
    } catch (RuntimeException e) {
      return Health.down(database.explain(e)).build();
    }
  }
}
