package dev.holdfast.simulator.disk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The content of a file: as the page cache has it, as the medium has it, and the changes between
 * the two. A power cut, or a force that fails, lets any subset of the written sectors through; the
 * file's size and truncates get through in their order.
 */
final class SimulatedFile {
  static final int SECTOR = 512;

  private final long key;
  private final Content cached = new Content();
  private final Content durable = new Content();
  private final List<Change> pending = new ArrayList<>();

  SimulatedFile(long key) {
    this.key = key;
  }

  long key() {
    return key;
  }

  int size() {
    return cached.size;
  }

  /** Copies as many bytes as there are. */
  int read(byte[] into, int position) {
    int length = Math.clamp((long) cached.size - position, 0, into.length);
    System.arraycopy(cached.bytes, Math.min(position, cached.bytes.length), into, 0, length);
    return length;
  }

  void write(byte[] from, int length, int position) {
    cached.put(from, 0, length, position);
    int end = position + length;
    for (int at = position - position % SECTOR; at < end; at += SECTOR) {
      int filled = Math.min(SECTOR, cached.size - at);
      pending.add(new Change(at, Arrays.copyOfRange(cached.bytes, at, at + filled)));
    }
  }

  void truncate(int size) {
    cached.truncate(size);
    pending.add(new Change(size, null));
  }

  void force() {
    pending.forEach(change -> change.apply(durable));
    pending.clear();
  }

  /** As Linux: what was not written by now counts as clean and will never be. */
  void failToForce(SplittableRandom random) {
    loseSome(random);
    if (random.nextBoolean()) {
      int size = cached.size;
      cached.set(durable);
      cached.size = Math.max(size, cached.size);
      cached.grow(cached.size);
    }
  }

  void cutPower(SplittableRandom random) {
    loseSome(random);
    cached.set(durable);
  }

  void loseAllPending() {
    pending.clear();
    cached.set(durable);
  }

  private void loseSome(SplittableRandom random) {
    double share = Shares.draw(random);
    int truncates = (int) pending.stream().filter(Change::isTruncate).count();
    int applied = share >= 1 ? truncates : share <= 0 ? 0 : random.nextInt(truncates + 1);
    int most = durable.size;
    for (Change change : pending) {
      if (change.isTruncate()) {
        if (applied-- == 0) {
          break;
        }
        change.apply(durable);
        most = durable.size;
      } else {
        most = Math.max(most, change.end());
        if (random.nextDouble() < share) {
          change.apply(durable);
        }
      }
    }
    if (share > 0 && random.nextInt(4) == 0) {
      // The size is in another place of the medium than the content.
      durable.grow(most);
      durable.size = Math.max(durable.size, most);
    }
    pending.clear();
  }

  /** The bytes that a sector had after a write, or a truncate to {@code at}. */
  private record Change(int at, byte @Nullable [] sector) {
    boolean isTruncate() {
      return sector == null;
    }

    int end() {
      return at + (sector == null ? 0 : sector.length);
    }

    void apply(Content to) {
      if (sector == null) {
        to.truncate(at);
      } else {
        to.put(sector, 0, sector.length, at);
      }
    }
  }

  private static final class Content {
    private byte[] bytes = new byte[SECTOR];
    private int size;

    void put(byte[] from, int start, int length, int position) {
      grow(position + length);
      System.arraycopy(from, start, bytes, position, length);
      size = Math.max(size, position + length);
    }

    void truncate(int to) {
      if (to < size) {
        Arrays.fill(bytes, to, size, (byte) 0);
        size = to;
      }
    }

    void grow(int capacity) {
      if (capacity > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(capacity, bytes.length * 2));
      }
    }

    void set(Content other) {
      bytes = Arrays.copyOf(other.bytes, other.bytes.length);
      size = other.size;
    }
  }
}
