package dev.holdfast.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.ingest.config.IngestProblems;
import dev.holdfast.spi.ProblemException;
import io.helidon.http.Header;
import io.helidon.http.Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.Locale;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * CloudEvents in HTTP's binary mode (HTTP binding 1.0.2, 3.1): attributes are headers, the body is
 * the data. It is rewritten as a structured event, so that one reader checks them all.
 */
final class BinaryMode {
  private static final String PREFIX = "ce-";

  private BinaryMode() {}

  static boolean isIn(Headers headers) {
    for (Header header : headers) {
      if (header.headerName().lowerCase().startsWith(PREFIX)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The event as structured JSON; the data of a JSON content type are taken over byte for byte.
   *
   * @param mediaType without parameters, lower case; empty when there is none
   * @param contentType the whole header
   */
  static byte[] structured(Headers headers, String mediaType, String contentType, byte[] body) {
    StringBuilder json = new StringBuilder(256).append('{');
    for (Header header : headers) {
      String name = header.headerName().lowerCase();
      if (name.startsWith(PREFIX)) {
        if (header.valueCount() > 1) {
          throw invalid("the header " + name + " stands there twice");
        }
        member(json, name.substring(PREFIX.length()), decode(name, header.get()));
      }
    }
    if (!contentType.isEmpty()) {
      member(json, "datacontenttype", contentType);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(json.length() + body.length + 64);
    if (body.length > 0 && isJson(mediaType)) {
      out.writeBytes(json.append("\"data\":").toString().getBytes(UTF_8));
      out.writeBytes(body);
    } else {
      if (body.length > 0) {
        member(json, "data_base64", Base64.getEncoder().encodeToString(body));
      }
      json.setLength(Math.max(1, json.length() - 1));
      out.writeBytes(json.toString().getBytes(UTF_8));
    }
    out.write('}');
    return out.toByteArray();
  }

  static boolean isJson(String mediaType) {
    return mediaType.isEmpty()
        || mediaType.equals("application/json")
        || mediaType.equals("text/json")
        || mediaType.endsWith("+json");
  }

  private static void member(StringBuilder json, String name, String value) {
    json.append('"');
    JsonStringEncoder.getInstance().quoteAsString(name, json);
    json.append("\":\"");
    JsonStringEncoder.getInstance().quoteAsString(value, json);
    json.append("\",");
  }

  /** Takes quotes off, then percent-decodes: 3.1.3.2 of the binding. */
  private static String decode(String name, String value) {
    String text = value.strip();
    if (text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")) {
      text = text.substring(1, text.length() - 1).replaceAll("\\\\(.)", "$1");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~') {
        throw invalid("the header " + name.toLowerCase(Locale.ROOT) + " is not printable ASCII");
      }
      if (c == '%') {
        int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw invalid("the header " + name + " has a broken percent-encoding");
        }
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
    } catch (CharacterCodingException e) {
      throw invalid("the header " + name + " is not UTF-8");
    }
  }

  private static ProblemException invalid(String why) {
    return new ProblemException(IngestProblems.INVALID.because(why));
  }
}
