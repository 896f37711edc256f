package dev.holdfast.tools.comparison;

import dev.holdfast.console.terminal.Terminal;
import dev.holdfast.tools.launch.ServerStart;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A server and what it is held against, measured in turn. The first server is the subject. */
public final class PeerComparison {
  private static final String SUBJECT = "holdfast";

  private final BenchPlan plan;
  private final Path directory;
  private final Terminal terminal;
  private final PeerLoad load;
  private final PeerTable table = new PeerTable(SUBJECT);
  private final List<MeasuredPeer> peers = new ArrayList<>();

  /**
   * Begins without a peer.
   *
   * @param directory for the files of peers, on the disk that the server uses
   */
  public PeerComparison(BenchPlan plan, Path directory, Terminal terminal) {
    this.plan = plan;
    this.directory = directory;
    this.terminal = terminal;
    this.load = new PeerLoad(plan);
    load.declare(table);
  }

  /** A distribution; the subject under the name {@code holdfast}, any other as a peer. */
  public void addServer(String name, ServerStart start) {
    peers.add(new ServerPeer(name, load, start));
  }

  /** The least that a server can do, in Java and in Node, and a start of Java alone. */
  public void addBareLoops() {
    peers.add(new BareLoopPeer(load, directory));
    peers.add(new NodePeer(load, directory));
    peers.add(new BareJvmPeer());
  }

  /**
   * Inserts without a server.
   *
   * @param plugin the folder of the database plugin, which holds the drivers
   */
  public void addBareInserts(Path plugin, String url) {
    peers.add(new BareInsertPeer(plan, plugin, url));
  }

  /** A server that runs already. */
  public void addAddress(URI ingest) {
    peers.add(new AddressPeer(load, ingest));
  }

  /** Measures each of them so many times. */
  public void run(int rounds) {
    new PeerRounds(peers, table, new Random(), terminal).run(rounds);
  }

  public String text() {
    return table.text();
  }

  public String json() {
    return table.json();
  }
}
