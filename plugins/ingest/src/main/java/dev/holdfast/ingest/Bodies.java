package dev.holdfast.ingest;

import dev.holdfast.spi.ProblemException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads request bodies, never more than the limit, and checks that they are UTF-8. */
final class Bodies {
  private Bodies() {}

  static byte[] read(ServerRequest request, int limit) {
    long announced = request.headers().contentLength().orElse(0);
    if (announced > limit) {
      throw tooLarge(limit);
    }
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    try (InputStream in = request.content().inputStream()) {
      byte[] body = in.readNBytes(limit + 1);
      if (body.length > limit) {
        throw tooLarge(limit);
      }
      return body;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
