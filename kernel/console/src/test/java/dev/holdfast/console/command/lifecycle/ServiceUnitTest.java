package dev.holdfast.console.command.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.console.instance.InstanceFiles;
import dev.holdfast.console.instance.ServerPlace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceUnitTest {
  private static String unit(String base) {
    return unit(Path.of("/opt/hold fast/bin/holdfast"), base);
  }

  private static String unit(Path script, String base) {
    Path place = Path.of(base);
    return new ServiceUnit(
            script,
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

  /** Where there is one; a key that it does not know, or a path that it misreads, is a line. */
  @Test
  void systemdReadsItWithoutAComplaint(@TempDir Path directory) throws Exception {
    Path verifier = Path.of("/usr/bin/systemd-analyze");
    assumeTrue(Files.isExecutable(verifier));
    Path bin = Files.createDirectories(directory.resolve("hold fast"));
    Path script =
        Files.createFile(
            bin.resolve("holdfast"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Path file = directory.resolve("holdfast.service");
    String text = unit(script, "/var/lib/100% hold fast");
    Files.writeString(file, text);
    assertThat(verify(verifier, file)).isEmpty();

    Files.writeString(file, text.replace("Restart=always", "Restart=whenever\nRestrat=always"));
    assertThat(verify(verifier, file)).contains("whenever", "Restrat");
  }

  private static String verify(Path verifier, Path unit) throws Exception {
    Process process =
        new ProcessBuilder(verifier.toString(), "verify", "--man=no", unit.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    // It also looks at the units of the machine.
    return said.lines()
        .filter(line -> line.contains(unit.getFileName().toString()))
        // From 254 on; those before it say that they ignore them.
        .filter(line -> !line.matches(".*Unknown key.*'Restart(Steps|MaxDelaySec)'.*"))
        .collect(Collectors.joining("\n"));
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
