package dev.holdfast.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServiceUnitTest {
  private static String unit(String base) {
    Path place = Path.of(base);
    return new ServiceUnit(
            Path.of("/opt/hold fast/bin/holdfast"),
            new ServerPlace(
                new InstanceFiles(place, place.resolve("data")), Duration.ofSeconds(30)),
            "holdfast",
            "/usr/lib/jvm/java-25")
        .text();
  }

  @Test
  void saysWhatKeepsTheServerRunning() {
    assertThat(unit("/var/lib/holdfast"))
        .contains(
            "Type=notify\n",
            "WatchdogSec=30\n",
            "Restart=always\n",
            "StartLimitIntervalSec=0\n",
            "RestartPreventExitStatus=2 69 73 75 78\n",
            "SuccessExitStatus=143\n",
            "TimeoutStopSec=45\n",
            "ExecStart=\"/opt/hold fast/bin/holdfast\" run --base \"/var/lib/holdfast\"\n",
            "ReadWritePaths=\"/var/lib/holdfast/logs\" \"/var/lib/holdfast/data\"\n",
            "ProtectHome=yes\n");
  }

  @Test
  void anInstanceInAHomeIsNotShutOutOfIt() {
    assertThat(unit("/home/anna/holdfast")).doesNotContain("ProtectHome");
  }

  @Test
  void aPercentSignIsNoSpecifier() {
    assertThat(unit("/var/lib/100%")).contains("\"/var/lib/100%%\"").doesNotContain("100%\"");
  }
}
