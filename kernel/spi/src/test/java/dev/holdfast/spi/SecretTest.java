package dev.holdfast.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SecretTest {
  @Test
  void showsNothingOfAShortOne() {
    assertThat(new Secret("")).hasToString("***");
    assertThat(new Secret("1234567")).hasToString("***");
  }

  @Test
  void showsTwoCharactersOfALongOne() {
    assertThat(new Secret("12345678")).hasToString("***78");
  }

  @Test
  void isHiddenInsideOfARecord() {
    record Login(String user, Secret password) {}

    assertThat(new Login("ada", new Secret("hunter2hunter2")))
        .hasToString("Login[user=ada, password=***r2]");
  }
}
