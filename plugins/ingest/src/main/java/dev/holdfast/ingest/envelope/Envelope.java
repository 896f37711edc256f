package dev.holdfast.ingest.envelope;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The top level of one JSON object. Plain fields, used again for the next object: this is the one
 * object that every event passes through.
 */
final class Envelope {
  private static final int FEW = 12;

  final @Nullable String[] values = new String[Attribute.COUNT];
  int dataStart;
  int dataEnd;
  boolean hasSpecversion;
  boolean hasData;
  boolean hasDataBase64;
  boolean hasUnknown;
  boolean tooMany;
  @Nullable String duplicate;

  /** The first attribute whose value is of a wrong type. */
  @Nullable String wrongType;

  /** The first extension that CloudEvents does not allow by its name or value. */
  @Nullable String notStrict;

  final String[] restNames;
  final int[] restStarts;
  final int[] restEnds;
  int rest;

  private final String[] fewNames = new String[FEW];
  private int names;
  private final Set<String> manyNames = new HashSet<>();

  /** The attributes that an event has as fields, and the version. */
  static final class Attribute {
    static final int ID = 0;
    static final int SOURCE = 1;
    static final int TYPE = 2;
    static final int SUBJECT = 3;
    static final int TIME = 4;
    static final int SPECVERSION = 5;
    static final int COUNT = 6;
    static final String[] NAMES = {"id", "source", "type", "subject", "time", "specversion"};

    private Attribute() {}

    static int of(String name) {
      return switch (name) {
        case "id" -> ID;
        case "source" -> SOURCE;
        case "type" -> TYPE;
        case "subject" -> SUBJECT;
        case "time" -> TIME;
        case "specversion" -> SPECVERSION;
        default -> -1;
      };
    }
  }

  Envelope(int maxAttributes) {
    restNames = new String[maxAttributes];
    restStarts = new int[maxAttributes];
    restEnds = new int[maxAttributes];
  }

  void clear() {
    Arrays.fill(values, null);
    dataStart = 0;
    dataEnd = 0;
    hasSpecversion = false;
    hasData = false;
    hasDataBase64 = false;
    hasUnknown = false;
    tooMany = false;
    duplicate = null;
    wrongType = null;
    notStrict = null;
    rest = 0;
    names = 0;
    if (!manyNames.isEmpty()) {
      manyNames.clear();
    }
  }

  /** Notes a name, and the first one that stands there twice. */
  void meet(String name) {
    if (names < FEW) {
      for (int i = 0; i < names; i++) {
        if (fewNames[i].equals(name)) {
          noteDuplicate(name);
        }
      }
      fewNames[names++] = name;
      return;
    }
    if (manyNames.isEmpty()) {
      Collections.addAll(manyNames, fewNames);
    }
    if (!manyNames.add(name)) {
      noteDuplicate(name);
    }
  }

  private void noteDuplicate(String name) {
    if (duplicate == null) {
      duplicate = name;
    }
  }

  void wrongType(String what) {
    if (wrongType == null) {
      wrongType = what;
    }
  }

  void notStrict(String what) {
    if (notStrict == null) {
      notStrict = what;
    }
  }

  void keepRest(String name, int start, int end) {
    if (rest == restNames.length) {
      tooMany = true;
      return;
    }
    restNames[rest] = name;
    restStarts[rest] = start;
    restEnds[rest++] = end;
  }
}
