package dev.holdfast.ingest;

import static java.util.Locale.ROOT;

import dev.holdfast.ingest.config.IngestProblems;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads request bodies, never more than the limit, and checks that they are UTF-8. The limit is on
 * what a packed body unpacks to: it is unpacked as it comes, so that one that goes on for ever
 * costs no more than any other.
 */
final class Bodies {
  /** What a client is told in Accept-Encoding. */
  static final String ENCODINGS = "gzip";

  private static final int BUFFER = 8 * 1024;
  private static final Duration SOON = Duration.ofSeconds(1);

  private Bodies() {}

  static byte[] read(ServerRequest request, int limit) {
    boolean packed = isPacked(request.headers().values(HeaderNames.CONTENT_ENCODING));
    long announced = request.headers().contentLength().orElse(0);
    if (announced > limit) {
      throw tooLarge(limit);
    }
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    return read(request.content().inputStream(), packed, limit);
  }

  /** Whether the body is packed with gzip. */
  static boolean isPacked(List<String> encodings) {
    if (encodings.isEmpty()) {
      return false;
    }
    String encoding = String.join(",", encodings).strip().toLowerCase(ROOT);
    return switch (encoding) {
      case "", "identity" -> false;
      case "gzip", "x-gzip" -> true;
      default ->
          throw new ProblemException(
              IngestProblems.ENCODING.because(
                  encoding.length() <= 40 ? encoding : encoding.substring(0, 40) + "..."));
    };
  }

  /**
   * Reads to the end, and closes.
   *
   * @param limit in bytes, after unpacking
   * @throws ProblemException it is larger, not gzip, or ends too early
   */
  static byte[] read(InputStream raw, boolean packed, int limit) {
    try (InputStream in = packed ? new GZIPInputStream(raw, BUFFER) : raw) {
      byte[] body = in.readNBytes(limit + 1);
      if (body.length > limit) {
        throw tooLarge(limit);
      }
      return body;
    } catch (ProblemException known) {
      throw known;
    } catch (ZipException e) {
      throw notGzip(e);
    } catch (EOFException e) {
      throw packed ? notGzip(e) : lost(e);
    } catch (IOException | RuntimeException e) {
      // The web server has exceptions of its own for a client that is gone.
      throw lost(e);
    }
  }

  private static ProblemException notGzip(Exception cause) {
    return new ProblemException(because(IngestProblems.NOT_GZIP, cause), cause);
  }

  /** Another try can succeed: the way was at fault, and not the body. */
  private static ProblemException lost(Exception cause) {
    return new ProblemException(because(IngestProblems.BODY_LOST, cause), SOON, cause);
  }

  private static Problem because(Problem problem, Exception cause) {
    return problem.because(String.valueOf(cause.getMessage()));
  }

  private static ProblemException tooLarge(int limit) {
    return new ProblemException(
        IngestProblems.BODY_TOO_LARGE.because("the limit is " + limit + " bytes"));
  }

  /** WebSocket messages are checked by the kernel, bodies by nobody else. */
  static void checkUtf8(byte[] body) {
    int i = 0;
    while (i < body.length && body[i] >= 0) {
      i++;
    }
    if (i == body.length) {
      return;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body, i, body.length - i));
    } catch (CharacterCodingException e) {
      throw new ProblemException(IngestProblems.UNREADABLE.because("it is not UTF-8"));
    }
  }
}
