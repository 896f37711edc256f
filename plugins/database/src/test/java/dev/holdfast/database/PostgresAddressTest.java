package dev.holdfast.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.ProblemException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresAddressTest {

  @Test
  void readsTheFormOfProviders() {
    PostgresAddress address =
        PostgresAddress.parse("postgresql://ann:p%40ss+%2F@db.example:6432/events?sslmode=require");
    assertThat(address)
        .isEqualTo(
            new PostgresAddress(
                "db.example:6432",
                "events",
                Optional.of("ann"),
                Optional.of("p@ss+/"),
                Map.of("sslmode", "require")));
    assertThat(address.jdbcUrl(address.hosts()))
        .isEqualTo("jdbc:postgresql://db.example:6432/events");
    assertThat(address.toString()).doesNotContain("p@ss");
  }

  @Test
  void readsTheFormOfJdbc() {
    PostgresAddress address =
        PostgresAddress.parse(
            "jdbc:postgresql://a:1,[::1]:2/events?user=ann&password=x&application_name=me");
    assertThat(address.hosts()).isEqualTo("a:1,[::1]:2");
    assertThat(address.user()).contains("ann");
    assertThat(address.password()).contains("x");
    assertThat(address.parameters()).isEqualTo(Map.of("ApplicationName", "me"));
    assertThat(address.place()).isEqualTo("a:1,[::1]:2/events");
  }

  @Test
  void theLastAtSignEndsThePassword() {
    PostgresAddress address = PostgresAddress.parse("postgres://ann:p@ss@host/x");
    assertThat(address.password()).contains("p@ss");
    assertThat(address.hosts()).isEqualTo("host");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"mysql://h/x", "jdbc:h2:mem", "postgresql:///x", "postgresql://%zz:secret@h/x"})
  void refusesOthersWithoutRepeatingThem(String url) {
    assertThatThrownBy(() -> PostgresAddress.parse(url))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("HF-DB-001")
        .hasMessageNotContaining("secret@");
  }
}
