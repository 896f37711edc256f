package dev.holdfast.server.web.routing;

import io.helidon.common.GenericType;
import io.helidon.common.uri.UriQuery;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.ServerResponseTrailers;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http.spi.Sink;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Ends an answer that is text or JSON with a newline, so that a terminal goes on in a line of its
 * own. It is added to what a route sends before its length is known to anybody: a filter of
 * Helidon's output would send every answer in chunks.
 */
public final class LineEndings implements ServerResponse {
  private final ServerResponse inner;

  private LineEndings(ServerResponse inner) {
    this.inner = inner;
  }

  /** A handler whose answers end like that. */
  public static Handler of(Handler inner) {
    return (request, response) -> inner.handle(request, new LineEndings(response));
  }

  /** What already says its length, or is compressed, goes out as it is. */
  private boolean areForReading() {
    ServerResponseHeaders headers = inner.headers();
    if (headers.contains(HeaderNames.CONTENT_LENGTH)
        || headers.contains(HeaderNames.CONTENT_ENCODING)) {
      return false;
    }
    String type =
        headers
            .first(HeaderNames.CONTENT_TYPE)
            .map(value -> value.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
            .orElse("");
    return type.startsWith("text/") || type.equals("application/json") || type.endsWith("+json");
  }

  @Override
  public void send(byte[] bytes) {
    inner.send(endsWithNewline(bytes) || !areForReading() ? bytes : withNewline(bytes));
  }

  private static boolean endsWithNewline(byte[] bytes) {
    return bytes.length == 0 || bytes[bytes.length - 1] == '\n';
  }

  private static byte[] withNewline(byte[] bytes) {
    byte[] line = Arrays.copyOf(bytes, bytes.length + 1);
    line[bytes.length] = '\n';
    return line;
  }

  /** A string without a content type is plain text to Helidon. */
  @Override
  public void send(Object entity) {
    if (entity instanceof String text
        && !text.isEmpty()
        && !text.endsWith("\n")
        && (!inner.headers().contains(HeaderNames.CONTENT_TYPE) || areForReading())) {
      inner.send(text + "\n");
    } else if (entity instanceof byte[] bytes) {
      send(bytes);
    } else {
      inner.send(entity);
    }
  }

  @Override
  public OutputStream outputStream() {
    return areForReading() ? new LineStream(inner.outputStream()) : inner.outputStream();
  }

  /** Adds the newline when it is closed. */
  private static final class LineStream extends FilterOutputStream {
    private int last = '\n';

    LineStream(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
      last = value;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
      last = length == 0 ? last : bytes[from + length - 1];
    }

    @Override
    public void close() throws IOException {
      try (OutputStream closed = out) {
        if (last != '\n') {
          last = '\n';
          closed.write('\n');
        }
      }
    }
  }

  @Override
  public ServerResponse status(Status status) {
    inner.status(status);
    return this;
  }

  @Override
  public Status status() {
    return inner.status();
  }

  @Override
  public ServerResponse header(Header header) {
    inner.header(header);
    return this;
  }

  @Override
  public void send() {
    inner.send();
  }

  @Override
  public boolean isSent() {
    return inner.isSent();
  }

  @Override
  public long bytesWritten() {
    return inner.bytesWritten();
  }

  @Override
  public ServerResponse beforeSend(Runnable listener) {
    inner.beforeSend(listener);
    return this;
  }

  @Override
  public ServerResponse whenSent(Runnable listener) {
    inner.whenSent(listener);
    return this;
  }

  @Override
  public ServerResponse reroute(String path) {
    inner.reroute(path);
    return this;
  }

  @Override
  public ServerResponse reroute(String path, UriQuery query) {
    inner.reroute(path, query);
    return this;
  }

  @Override
  public ServerResponse next() {
    inner.next();
    return this;
  }

  @Override
  public ServerResponseHeaders headers() {
    return inner.headers();
  }

  @Override
  public ServerResponseTrailers trailers() {
    return inner.trailers();
  }

  @Override
  public ServerResponse beforeTrailers(Consumer<ServerResponseTrailers> listener) {
    inner.beforeTrailers(listener);
    return this;
  }

  @Override
  public void streamResult(String result) {
    inner.streamResult(result);
  }

  @Override
  public void contentLength(long length) {
    inner.contentLength(length);
  }

  @Override
  public <T extends Sink<?>> T sink(GenericType<T> type) {
    return inner.sink(type);
  }

  @Override
  public void streamFilter(UnaryOperator<OutputStream> filter) {
    inner.streamFilter(filter);
  }
}
