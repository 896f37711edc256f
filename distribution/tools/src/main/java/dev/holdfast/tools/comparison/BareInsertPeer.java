package dev.holdfast.tools.comparison;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/** The same database, with nothing between it and a loop of inserts; see {@link DatabaseLimit}. */
record BareInsertPeer(BenchPlan plan, Path plugin, String url) implements MeasuredPeer {
  @Override
  public String name() {
    return "insert 500 rows and commit";
  }

  @Override
  public void measure(PeerTable table) throws IOException {
    try {
      double perSecond = new DatabaseLimit(plugin).measure(url, plan.eventSize(), plan.limitTime());
      table.add(PeerLoad.BACKLOG, name(), perSecond);
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
