package dev.holdfast.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMaskTest {
  /** Whichever characters somebody forgot to encode. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://ann:ZQXW marked@h/d",
        "postgresql://ann:ZQXW?mark&ed#x@h/d",
        "postgresql://ann:ZQXW/mark:ed@h@h/d",
        "jdbc:postgresql://h/d?user=ann&password=ZQXW marked",
        "jdbc:postgresql://h/d?password=ZQXW+marked&user=ann"
      })
  void hidesAPasswordInAnAddress(String url) {
    assertThat(SecretMask.ordinary(url)).doesNotContain("ZQXW").doesNotContain("mark");
  }
}
