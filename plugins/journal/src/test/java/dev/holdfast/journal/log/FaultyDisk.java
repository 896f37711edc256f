package dev.holdfast.journal.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** A disk that fails the n-th call of one kind, once or from then on. */
public final class FaultyDisk extends ForwardingDisk {
  private final Map<Call, Integer> calls = new EnumMap<>(Call.class);
  private Call failing = Call.NOTHING;
  private int failAt;
  private boolean forEver;
  private boolean failed;
  private boolean hanging;

  /** What can fail. */
  public enum Call {
    NOTHING,
    CREATE,
    WRITE,
    /** As a disk that becomes full: half of the bytes are written. */
    HALF_WRITE,
    FORCE,
    /** As after a real one: the bytes that were to be forced are gone. */
    FORCE_THAT_DROPS,
    /** The force fails, and nothing can be taken back: no truncate, no delete. */
    FORCE_WITHOUT_RETURN,
    TRUNCATE,
    RENAME,
    DELETE,
    FORCE_FOLDER,
    READ
  }

  public FaultyDisk() {
    super(new LocalDisk());
  }

  /** Fails the n-th call of a kind from now, counted from 1. */
  public synchronized void fail(Call call, int n, boolean always) {
    failing = call;
    failAt = n;
    forEver = always;
    failed = false;
    calls.clear();
  }

  /** No force returns before the disk is healed. */
  public synchronized void hang() {
    hanging = true;
    failed = false;
  }

  /** All is well from now on. */
  public synchronized void heal() {
    failing = Call.NOTHING;
    hanging = false;
    notifyAll();
  }

  private synchronized void awaitHealing() throws IOException {
    try {
      while (hanging) {
        failed = true;
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("injected: interrupted while the disk hung", e);
    }
  }

  /** Whether a call has failed since it was asked to. */
  public synchronized boolean hasFailed() {
    return failed;
  }

  private synchronized boolean fails(Call call) {
    int n = calls.merge(call, 1, Integer::sum);
    boolean now = call == failing && (n == failAt || (forEver && n > failAt));
    failed |= now;
    return now;
  }

  private synchronized void checkReturn() throws IOException {
    if (failing == Call.FORCE_WITHOUT_RETURN && failed) {
      throw new IOException("injected: no way back");
    }
  }

  private void check(Call call) throws IOException {
    if (fails(call)) {
      throw new IOException("injected: " + call + ", No space left on device");
    }
  }

  @Override
  public DiskFile create(Path file) throws IOException {
    check(Call.CREATE);
    return new FaultyFile(super.create(file));
  }

  @Override
  public DiskFile open(Path file) throws IOException {
    return new FaultyFile(super.open(file));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    check(Call.RENAME);
    super.rename(from, to);
  }

  @Override
  public void delete(Path file) throws IOException {
    check(Call.DELETE);
    checkReturn();
    super.delete(file);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    check(Call.FORCE_FOLDER);
    super.forceFolder(folder);
  }

  private final class FaultyFile implements DiskFile {
    private final DiskFile file;
    private long forcedSize;

    FaultyFile(DiskFile file) throws IOException {
      this.file = file;
      this.forcedSize = file.size();
    }

    @Override
    public void read(ByteBuffer into, long position) throws IOException {
      check(Call.READ);
      file.read(into, position);
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      check(Call.WRITE);
      if (fails(Call.HALF_WRITE)) {
        int half = from.remaining() / 2;
        file.write(from.slice(from.position(), half), position);
        throw new IOException("injected: half of it, No space left on device");
      }
      file.write(from, position);
    }

    @Override
    public void force() throws IOException {
      check(Call.FORCE);
      check(Call.FORCE_WITHOUT_RETURN);
      awaitHealing();
      if (fails(Call.FORCE_THAT_DROPS)) {
        zeroUnforced();
        throw new IOException("injected: Input/output error");
      }
      file.force();
      forcedSize = file.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      check(Call.TRUNCATE);
      checkReturn();
      file.truncate(size);
      forcedSize = Math.min(forcedSize, size);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }

    private void zeroUnforced() throws IOException {
      long size = file.size();
      if (size > forcedSize) {
        file.write(ByteBuffer.allocate((int) (size - forcedSize)), forcedSize);
      }
    }
  }
}
