package dev.holdfast.server.config;

import com.typesafe.config.ConfigOrigin;

/** Says where a value stands, shortly: {@code holdfast.conf:12}. */
final class Origins {
  private Origins() {}

  static String of(ConfigOrigin origin) {
    String filename = origin.filename();
    String place;
    if (filename != null) {
      place = filename.substring(filename.lastIndexOf('/') + 1);
    } else if (origin.url() != null) {
      String url = origin.url().toString();
      place = url.substring(url.lastIndexOf('/') + 1);
    } else {
      place = origin.description().replaceFirst(": \\d+$", "");
    }
    return origin.lineNumber() > 0 ? place + ":" + origin.lineNumber() : place;
  }
}
