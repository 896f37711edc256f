package dev.holdfast.database.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.ProblemException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
                Map.of("sslmode", "require"),
                Map.of()));
    assertThat(address.jdbcUrl(address.hosts()))
        .isEqualTo("jdbc:postgresql://db.example:6432/events");
    assertThat(address.toString()).doesNotContain("p@ss");
  }

  @Test
  void readsTheFormOfJdbc() {
    PostgresAddress address =
        PostgresAddress.parse(
            "jdbc:postgresql://a:1,[::1]:2/events?user=ann@a&password=x@y?z#1&application_name=me");
    assertThat(address.hosts()).isEqualTo("a:1,[::1]:2");
    assertThat(address.user()).contains("ann@a");
    assertThat(address.password()).contains("x@y?z#1");
    assertThat(address.parameters()).isEqualTo(Map.of("ApplicationName", "me"));
    assertThat(address.location()).isEqualTo("a:1,[::1]:2/events");
  }

  @Test
  void readsTheHostsOfLibpq() {
    assertThat(PostgresAddress.parse("postgresql:///d?host=a,b&port=5433").hosts())
        .isEqualTo("a:5433,b:5433");
    assertThat(PostgresAddress.parse("postgresql://?host=a&dbname=d").location()).isEqualTo("a/d");
  }

  @ParameterizedTest
  @CsvSource({
    "p@ss, p@ss",
    "pa?ss, pa?ss",
    "pa#ss, pa#ss",
    "pa:ss, pa:ss",
    "'pa ss', 'pa ss'",
    "pässwort€, pässwort€",
    "p%3Fa%23%2F%40%25, p?a#/@%",
    "12?ssword, 12?ssword",
    "a+b, a+b",
    "p?w?d#x@y:z, p?w?d#x@y:z"
  })
  void aPasswordEndsAtTheLastAtSign(String written, String password) {
    PostgresAddress address = PostgresAddress.parse("postgres://ann:" + written + "@host/x");
    assertThat(address.password()).contains(password);
    assertThat(address.user()).contains("ann");
    assertThat(address.location()).isEqualTo("host/x");
    assertThat(address.parameters()).isEmpty();
  }

  /** The password is marked; none of its parts may show. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql://ann:ZQXW-marked-9@h/x",
        "jdbc:h2:mem:ZQXW-marked-9",
        "jdbc:sqlite:/tmp/ZQXW?marked-9=1",
        "postgresql:///x?password=ZQXW-marked-9",
        "postgresql://%zz:ZQXW-marked-9@h/x",
        "postgresql://ann:ZQXW%marked-9@h/x",
        "postgresql://ann:ZQXW%FFmarked-9@h/x",
        "postgresql://ann:ZQXW/marked-9@h/x",
        "postgresql://ann:ZQXW?marked/-9@h/x",
        "postgresql://ann:ZQXW@marked/-9@h/x",
        "postgresql://ann:ZQXW?marked=9@h/x",
        "postgresql://ann:1234?marked-9/ZQXW@h/x",
        "postgresql://ann:ZQXW-marked-9",
        "postgresql://ann:ZQXW-marked-9/x",
        "postgresql://ann:ZQXW marked 9/x",
        "jdbc:postgresql://ann:ZQXW?marked-9@h/x",
        "jdbc:postgresql://ann:1234?marked-9ZQXW@h/x",
        "jdbc:postgresql://ann:1234?sslmode=ZQXW-marked@h/x",
        "postgresql://h/x?password=ZQXW&marked-9",
        "postgresql://h/x?password=ZQXW@marked-9",
        "postgresql://ann:ZQXW-marked-9@h:port/x",
        "postgresql://ann:ZQXW-marked-9@h:70000/x",
        "postgresql://ann:ZQXW-marked-9@/var/run/x",
        "postgresql://ann:ZQXW-marked-9@h/x?sslmod=require",
        "postgresql://ann:ZQXW-marked-9@h/x?sslmode=ZQXW-marked-9",
        "postgresql://ann:ZQXW-marked-9@h/x?connectTimeout=marked-9",
        "postgresql://ann:ZQXW-marked-9@h/x#marked-9"
      })
  void refusesOthersWithoutRepeatingAnyPart(String url) {
    assertThatThrownBy(() -> PostgresAddress.parse(url))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("HF-DB-001")
        .hasStackTraceContaining("HF-DB-001")
        .satisfies(failure -> {
          String all = failure + " " + failure.getCause();
          assertThat(all).doesNotContain("ZQXW").doesNotContain("marked");
        });
  }

  @ParameterizedTest
  @CsvSource({
    "sslmode=verify-full, sslmode=verify-full",
    "schema=events, currentSchema=events",
    "pgbouncer=true, prepareThreshold=0",
    "prepareThreshold=0, prepareThreshold=0",
    "connect_timeout=3, connectTimeout=3",
    "options=-c%20work_mem%3D5MB, options=-c work_mem=5MB",
    "sslrootcert=/etc/ca.pem, sslrootcert=/etc/ca.pem",
    "application_name=me, ApplicationName=me",
    "gssencmode=disable, gssEncMode=disable",
    "keepalives=0, tcpKeepAlive=false",
    "require_auth=scram-sha-256, requireAuth=scram-sha-256",
    "currentSchema=a, currentSchema=a"
  })
  void givesTheDriverWhatItCallsTheSame(String written, String given) {
    assertThat(PostgresAddress.parse("postgresql://h/d?" + written).parameters())
        .containsExactly(Map.entry(before(given), behind(given)));
  }

  private static String before(String pair) {
    return pair.substring(0, pair.indexOf('='));
  }

  private static String behind(String pair) {
    return pair.substring(pair.indexOf('=') + 1);
  }

  @Test
  void aDemandForChannelBindingIsAlsoOneForAPassword() {
    assertThat(PostgresAddress.parse("postgresql://h/d?channel_binding=require").parameters())
        .isEqualTo(Map.of("channelBinding", "require", "requireAuth", "scram-sha-256"));
  }

  @Test
  void theSystemsCertificatesAreThoseOfJava() {
    assertThat(PostgresAddress.parse("postgresql://h/d?sslrootcert=system").parameters())
        .isEqualTo(
            Map.of(
                "sslmode",
                "verify-full",
                "sslfactory",
                "org.postgresql.ssl.DefaultJavaSSLFactory"));
    assertThatThrownBy(
            () -> PostgresAddress.parse("postgresql://h/d?sslrootcert=system&sslmode=require"))
        .hasMessageContaining("sslmode must be verify-full");
  }

  @ParameterizedTest
  @CsvSource({
    "sslmod=require, sslmode",
    "ssl_mode=require, sslmode",
    "chanel_binding=require, channelBinding",
    "shema=x, schema",
    "sslaccept=strict, ''",
    "uselibpqcompat=true, ''",
    "readOnly=true, ''",
    "PGHOST=h2, ''"
  })
  void whatItDoesNotKnowIsRefusedWithTheNearest(String parameter, String near) {
    assertThatThrownBy(() -> PostgresAddress.parse("postgresql://h/d?" + parameter))
        .hasMessageContaining("a parameter of it is not known here")
        .hasMessageContaining(near.isEmpty() ? "None is dropped" : "one like it is " + near);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sslmode=no-verify",
        "ssl=require",
        "channel_binding=always",
        "target_session_attrs=standby",
        "targetServerType=secondary",
        "pgbouncer=yes",
        "connect_timeout=soon",
        "client_encoding=LATIN1",
        "tcpKeepAlive=on",
        "load_balance_hosts=random"
      })
  void aValueThatWouldNotBeHonouredIsRefused(String parameter) {
    assertThatThrownBy(() -> PostgresAddress.parse("postgresql://h/d?" + parameter))
        .hasMessageContaining("its parameter " + before(parameter) + " must be ");
  }

  @Test
  void whatHoldsInAnyCaseIsTaken() {
    assertThat(
            PostgresAddress.parse(
                    "postgresql://h/d?target_session_attrs=read-write&client_encoding=UTF8"
                        + "&load_balance_hosts=disable&pgbouncer=false")
                .parameters())
        .isEmpty();
  }
}
