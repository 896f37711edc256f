package dev.holdfast.database.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.database.RunningDatabase;
import dev.holdfast.spi.ProblemException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters of the address that set the pool. */
class UrlSettingsTest {
  private static DatabaseConfig applied(String url) {
    return UrlSettings.applied(RunningDatabase.config(url, Optional.empty()));
  }

  @Test
  void setThePoolAndAreHiddenFromTheDriver() {
    DatabaseConfig config =
        applied("postgresql://h/d?connection_limit=5&sslmode=require&pool_timeout=20");
    assertThat(PostgresAddress.parse(config.url()).parameters())
        .isEqualTo(Map.of("sslmode", "require"));
    assertThat(config.pool().maxSize()).isEqualTo(5);
    assertThat(config.pool().borrowTimeout()).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void leaveEverythingElseAlone() {
    DatabaseConfig usual =
        RunningDatabase.config("postgresql://h/d?sslmode=require", Optional.empty());
    assertThat(UrlSettings.applied(usual)).isEqualTo(usual);
    assertThat(applied("").pool()).isEqualTo(usual.pool());
    assertThat(applied("postgresql://h/d?pool_timeout=7").pool().maxSize()).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connection_limit=0",
        "connection_limit=1001",
        "connection_limit=",
        "connection_limit=x",
        "connection_limit=-1",
        "connection_limit=99999999999",
        "pool_timeout=601",
        "pool_timeout=0",
      })
  void outOfRangeIsRefusedWithTheRange(String parameter) {
    String name = parameter.substring(0, parameter.indexOf('='));
    assertThatThrownBy(() -> applied("postgresql://ann:topsecret@h/d?" + parameter))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("HF-DB-001")
        .hasMessageContaining(name + " must be a whole number from 1 to ")
        .hasMessageNotContaining("topsecret");
  }
}
