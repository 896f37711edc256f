package dev.holdfast.tools.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

final class DatabaseDriversTest {
  @Test
  void aPlatformsDatabaseAddressBecomesOneOfJdbc() {
    Properties properties = new Properties();
    assertThat(DatabaseDrivers.jdbcUrl("postgresql://me:pw@db:5433/events?ssl=true", properties))
        .isEqualTo("jdbc:postgresql://db:5433/events?ssl=true");
    assertThat(properties).containsEntry("user", "me").containsEntry("password", "pw");
  }

  @Test
  void severalHostsAndAPasswordWithSignsBecomeAnAddressOfJdbc() {
    Properties properties = new Properties();

    assertThat(
            DatabaseDrivers.jdbcUrl(
                "postgresql://me:p%40+w@one:1,two:2/events?targetServerType=primary", properties))
        .isEqualTo("jdbc:postgresql://one:1,two:2/events?targetServerType=primary");
    assertThat(properties).containsEntry("user", "me").containsEntry("password", "p@+w");
  }
}
