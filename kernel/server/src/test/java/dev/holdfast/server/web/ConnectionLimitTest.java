package dev.holdfast.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectionLimitTest {
  private static final long PLENTY = 4L << 30;

  private final ConnectionLimit limit = new ConnectionLimit(20_000, 512);

  @Test
  void asManyAsAreWantedWhereThereAreFilesForThem() {
    assertThat(limit.within(1_048_576, PLENTY)).isEqualTo(20_000);
    assertThat(limit.within(20_512, PLENTY)).isEqualTo(20_000);
    assertThat(limit.within(Long.MAX_VALUE, PLENTY)).isEqualTo(20_000);
  }

  @Test
  void theRestOfTheServerKeepsItsFiles() {
    assertThat(limit.within(20_511, PLENTY)).isEqualTo(19_999);
    assertThat(limit.within(4_096, PLENTY)).isEqualTo(3_584);
    assertThat(limit.within(1_024, PLENTY)).isEqualTo(512);
  }

  @Test
  void ofFewFilesConnectionsGetHalf() {
    assertThat(limit.within(256, PLENTY)).isEqualTo(128);
    assertThat(limit.within(1, PLENTY)).isEqualTo(1);
  }

  @Test
  void idleConnectionsGetAQuarterOfTheHeap() {
    assertThat(limit.within(1_048_576, 256 << 20)).isEqualTo(4_096);
    assertThat(limit.within(1_048_576, 64 << 20)).isEqualTo(1_024);
    assertThat(limit.within(2_048, 256 << 20)).as("fewer files").isEqualTo(1_536);
    assertThat(limit.within(1_048_576, 1_024)).isEqualTo(1);
  }
}
