package dev.holdfast.eventstore;

import java.util.Arrays;
import java.util.List;

/** The order in which history is read. */
enum Order {
  /** As they were stored; what is stored later comes at the end. */
  OLDEST("oldest", "h", ">", "asc", 0),
  /** The other way, from the row that is the last one when the first page is asked for. */
  NEWEST("newest", "n", "<", "desc", Long.MAX_VALUE);

  private final String parameter;
  private final String version;
  private final String comparison;
  private final String direction;
  private final long start;

  Order(String parameter, String version, String comparison, String direction, long start) {
    this.parameter = parameter;
    this.version = version;
    this.comparison = comparison;
    this.direction = direction;
    this.start = start;
  }

  /** The order that a client names, one of {@link #names}. */
  static Order named(String parameter) {
    return Arrays.stream(values())
        .filter(each -> each.parameter.equals(parameter))
        .findFirst()
        .orElseThrow();
  }

  /** Those that a client may name. */
  static List<String> names() {
    return Arrays.stream(values()).map(Order::parameter).toList();
  }

  String parameter() {
    return parameter;
  }

  /** What its cursors begin with: the version of their form. */
  String version() {
    return version;
  }

  /** Of a row's number and a cursor, in SQL. */
  String comparison() {
    return comparison;
  }

  /** In SQL. */
  String direction() {
    return direction;
  }

  /** Before the first row. */
  Cursor start() {
    return new Cursor(this, start);
  }
}
