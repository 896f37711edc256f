package dev.holdfast.tools.comparison;

import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.spi.support.FileTree;
import dev.holdfast.tools.launch.ServerProcess;
import dev.holdfast.tools.launch.ServerStart;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;

/** A fresh server of a distribution, started anew in every round. */
record ServerPeer(String name, PeerLoad load, ServerStart start) implements MeasuredPeer {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final int PAGES = 100;
  private static final double MEGABYTE = 1024 * 1024;

  @Override
  public void measure(PeerTable table) throws IOException {
    long begin = System.nanoTime();
    try (ServerProcess server = start.launch();
        ServerApi api = new ServerApi(server.awaitListening(START_LIMIT))) {
      table.add(PeerLoad.START, name, (System.nanoTime() - begin) / 1e6);
      Backlog backlog = new Backlog(api);
      load.run(name, api.ingest(), table, backlog);
      if (backlog.seconds > 0) {
        table.add(PeerLoad.BACKLOG, name, backlog.rows / backlog.seconds);
      }
      table.add(PeerLoad.METRICS, name, pageMillis(api));
      OptionalLong resident = server.figures().residentBytes();
      if (resident.isPresent()) {
        table.add(PeerLoad.MEMORY, name, resident.getAsLong() / MEGABYTE);
      }
    } finally {
      FileTree.delete(start.base());
    }
  }

  private static double pageMillis(ServerApi api) {
    long begin = System.nanoTime();
    for (int i = 0; i < PAGES; i++) {
      String _ = api.operate("GET", "/metrics", "");
    }
    return (System.nanoTime() - begin) / 1e6 / PAGES;
  }

  /** Waits after each load until all of it is stored, and adds the larger backlogs up. */
  private static final class Backlog implements PeerLoad.Between {
    private final ServerApi api;
    private double wanted;
    private double rows;
    private double seconds;

    Backlog(ServerApi api) {
      this.api = api;
    }

    @Override
    public void acknowledged(long events) {
      wanted += events;
      Drain drain = Drain.await(api, wanted).orElseThrow(() -> Failures.loadStopped("interrupted"));
      if (drain.missing() > 0) {
        throw Failures.loadStopped((long) drain.missing() + " acknowledged events are not stored");
      }
      if (drain.saysARate()) {
        rows += drain.rows();
        seconds += drain.seconds();
      }
    }
  }
}
