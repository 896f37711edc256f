package dev.holdfast.console.command.lifecycle;

import dev.holdfast.console.instance.ServerPlace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The text of a unit for systemd.
 *
 * @param javaHome the Java that this command runs on, so that the service does not meet another one
 */
record ServiceUnit(Path script, ServerPlace place, String user, String javaHome) {
  /** What the server may need on top of its own limit before systemd kills it. */
  private static final Duration GRACE = Duration.ofSeconds(15);

  String text() {
    Path base = place.files().base();
    return String.format(
        Locale.ROOT,
        """
        # Written by holdfast service install. Settings of this machine go into a drop-in: systemctl edit NAME.
        [Unit]
        Description=Holdfast holds on to real-time data
        After=network-online.target
        Wants=network-online.target
        # Tried for ever: what waits in the journal is waiting for this server.
        StartLimitIntervalSec=0

        [Service]
        Type=notify
        # The launch script replaces itself by the server, so the main process is the one that speaks.
        NotifyAccess=main
        User=%1$s
        WorkingDirectory=%2$s
        Environment=%3$s
        # Names of files are UTF-8; systemd hands on no locale of its own.
        Environment=LC_ALL=C.UTF-8
        # Secrets and overrides, if there are any: DATABASE_URL=..., HOLDFAST__WEB__PORT=...
        EnvironmentFile=-%4$s
        ExecStart=%5$s run --base %6$s
        # Fed only while the kernel ticks. SIGABRT would leave no dump of threads, SIGQUIT does.
        WatchdogSec=30
        WatchdogSignal=SIGQUIT
        TimeoutAbortSec=10
        Restart=always
        RestartSec=5
        # The pause grows since systemd 254; older ones ignore the next two lines.
        RestartSteps=5
        RestartMaxDelaySec=30
        # These need a person: usage, no Java, data directory, already running, configuration.
        RestartPreventExitStatus=2 69 73 75 78
        SuccessExitStatus=143
        TimeoutStartSec=120
        TimeoutStopSec=%7$d
        KillMode=mixed
        LimitNOFILE=65536

        NoNewPrivileges=yes
        ProtectSystem=strict
        ReadWritePaths=%8$s
        PrivateTmp=yes
        %9$sPrivateDevices=yes
        ProtectKernelTunables=yes
        ProtectKernelModules=yes
        ProtectKernelLogs=yes
        ProtectControlGroups=yes
        ProtectClock=yes
        ProtectHostname=yes
        RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
        RestrictNamespaces=yes
        RestrictSUIDSGID=yes
        RestrictRealtime=yes
        LockPersonality=yes
        SystemCallArchitectures=native
        CapabilityBoundingSet=
        UMask=0027
        # MemoryMax is left to you: heap (conf/jvm.options) plus 250 MB is a start.

        [Install]
        WantedBy=multi-user.target
        """,
        user,
        escaped(base),
        quoted("HOLDFAST_JAVA_HOME=" + javaHome),
        escaped(base.resolve("conf").resolve("environment")),
        quoted(script.toString()),
        quoted(base.toString()),
        place.shutdownLimit().plus(GRACE).toSeconds(),
        writable(),
        protectHome());
  }

  /** The base with its conf stays read-only but for logs and data; both must exist beforehand. */
  private String writable() {
    String data = quoted(place.files().data().toString());
    return quoted(place.files().logs().toString()) + " " + data;
  }

  /** Where nothing of it lies in a home, homes are closed to it. */
  private String protectHome() {
    Path home = place.files().base();
    boolean inHome =
        Stream.of(home, place.files().data(), script, Path.of(javaHome))
            .anyMatch(path ->
                path.startsWith("/home")
                    || path.startsWith("/root")
                    || path.startsWith("/run/user"));
    return inHome ? "" : "ProtectHome=yes\n";
  }

  /** In systemd's quotes; % begins a specifier. */
  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%") + "\"";
  }

  /** Where systemd takes the rest of the line as it is. */
  private static String escaped(Path path) {
    return path.toString().replace("%", "%%");
  }
}
