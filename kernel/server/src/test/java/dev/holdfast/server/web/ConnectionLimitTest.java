package dev.holdfast.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectionLimitTest {
  private final ConnectionLimit limit = new ConnectionLimit(20_000, 512);

  @Test
  void asManyAsAreWantedWhereThereAreFilesForThem() {
    assertThat(limit.within(1_048_576)).isEqualTo(20_000);
    assertThat(limit.within(20_512)).isEqualTo(20_000);
    assertThat(limit.within(Long.MAX_VALUE)).isEqualTo(20_000);
  }

  @Test
  void theRestOfTheServerKeepsItsFiles() {
    assertThat(limit.within(20_511)).isEqualTo(19_999);
    assertThat(limit.within(4_096)).isEqualTo(3_584);
    assertThat(limit.within(1_024)).isEqualTo(512);
  }

  @Test
  void ofFewFilesConnectionsGetHalf() {
    assertThat(limit.within(256)).isEqualTo(128);
    assertThat(limit.within(1)).isEqualTo(1);
  }
}
