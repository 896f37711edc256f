package dev.holdfast.simulator.disk;

import dev.holdfast.journal.log.Disk;
import dev.holdfast.journal.log.ForwardingDisk;
import dev.holdfast.journal.log.Segment;
import dev.holdfast.journal.log.SegmentHeader;
import dev.holdfast.simulator.Bug;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** A disk that does not do all that the journal asks of it, as if the journal had not asked. */
public final class BuggyDisk extends ForwardingDisk {
  private static final int BASE = 20;
  private static final int PREVIOUS_END = 28;

  private final Bug bug;
  private int forces;
  private boolean opening;

  public BuggyDisk(Disk real, Bug bug) {
    super(real);
    this.bug = bug;
  }

  /** Whether the journal is being opened. */
  public void opening(boolean now) {
    opening = now;
  }

  @Override
  public DiskFile create(Path file) throws IOException {
    return new BuggyFile(super.create(file), file);
  }

  @Override
  public DiskFile open(Path file) throws IOException {
    return new BuggyFile(super.open(file), file);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    if (bug != Bug.NEVER_FORCES_NAMES && bug != Bug.DISK_THAT_LIES) {
      super.forceFolder(folder);
    }
  }

  private final class BuggyFile implements DiskFile {
    private final DiskFile file;
    private final boolean segment;
    private final boolean place;

    BuggyFile(DiskFile file, Path path) {
      this.file = file;
      this.segment = Segment.isName(path.getFileName().toString());
      this.place = path.getName(path.getNameCount() - 2).toString().equals("places");
    }

    @Override
    public void read(ByteBuffer into, long position) throws IOException {
      file.read(into, position);
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      boolean header = segment && position == 0 && from.remaining() == SegmentHeader.BYTES;
      if (bug == Bug.WRITES_NO_END_INTO_HEADERS && header) {
        from.putLong(PREVIOUS_END, from.getLong(BASE));
        CRC32C sum = new CRC32C();
        sum.update(from.slice(0, SegmentHeader.BYTES - 4));
        from.putInt(SegmentHeader.BYTES - 4, (int) sum.getValue());
      }
      file.write(from, position);
    }

    @Override
    public void force() throws IOException {
      if (skipsForce()) {
        return;
      }
      try {
        file.force();
      } catch (IOException e) {
        if (bug != Bug.IGNORES_A_FORCE_THAT_FAILED) {
          throw e;
        }
      }
    }

    private boolean skipsForce() {
      return switch (bug) {
        case DISK_THAT_LIES -> true;
        case SKIPS_EVERY_THIRD_FORCE_OF_RECORDS -> segment && ++forces % 3 == 0;
        case RETIRES_SEGMENTS_FOR_A_PLACE_THAT_IS_NOT_FORCED -> place;
        case READS_THE_PAGE_CACHE_AFTER_A_KILL -> segment && opening;
        default -> false;
      };
    }

    @Override
    public void truncate(long size) throws IOException {
      if (bug != Bug.KEEPS_THE_TAIL_OF_A_GROUP_THAT_FAILED) {
        file.truncate(size);
      }
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
