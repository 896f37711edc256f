// Sends each line of its input, a JSON value, as the data of one event over WebSocket. Java 25 or newer:
//   seq 100 | java Producer.java ws://127.0.0.1:8080/ingest /my/source     (a token: in HOLDFAST_TOKEN)

import java.net.http.*;
import java.util.regex.*;

static final int MOST = 500; // Events that are kept until they are answered.
static final Pattern ACK = Pattern.compile("\\{\"ack\":\\{\"upTo\":(\\d+)}}");
static final Pattern NACK =
    Pattern.compile("\\{\"nack\":\\{\"event\":(\\d+),(.*?)(?:,\"retryAfterMs\":(\\d+))?}}");

final Semaphore room = new Semaphore(MOST);
final Deque<String> waiting = new ConcurrentLinkedDeque<>(); // Not sent on this connection.
final NavigableMap<Long, String> sent = new TreeMap<>(); // By the number that it has there.
volatile boolean ended;
boolean refused;
int failures;
long atLeast; // Milliseconds for which the server wants to be left alone.

void main(String[] arguments) throws InterruptedException {
  Thread.ofPlatform().daemon().start(() -> read(arguments[1]));
  while (!isDone()) {
    try {
      send(URI.create(arguments[0]));
    } catch (IOException | ExecutionException | TimeoutException lost) {
      sent.descendingMap().values().forEach(waiting::addFirst);
      sent.clear();
      double backOff = Math.min(30_000, 250 * Math.pow(2, failures++)) * (0.5 + Math.random() / 2);
      long pause = Math.max(atLeast, (long) backOff);
      System.err.println("lost: " + lost.getMessage() + "; again in " + pause + " ms");
      Thread.sleep(pause);
    }
  }
  System.exit(refused ? 1 : 0);
}

boolean isDone() {
  return ended && room.availablePermits() == MOST;
}

void read(String source) {
  String event =
      "{\"specversion\":\"1.0\",\"type\":\"line\",\"source\":\"%s\",\"id\":\"%s-%d\",\"data\":%s}";
  String run = UUID.randomUUID().toString();
  try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
    String line;
    for (int number = 1; (line = in.readLine()) != null; number++) {
      room.acquire();
      // An id is made once, together with its event: by it a repeat is known.
      waiting.add(event.formatted(source, run, number, line));
    }
    ended = true;
  } catch (IOException | InterruptedException e) {
    giveUp("the input cannot be read: " + e);
  }
}

/** Uses one connection until all is answered; an exception says that it is lost. */
void send(URI address)
    throws IOException, ExecutionException, TimeoutException, InterruptedException {
  BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  WebSocket socket = connect(address, heard);
  try {
    long number = 0; // The first event of a connection is number 1.
    for (long moved = System.nanoTime(); !isDone(); ) {
      String event = waiting.poll();
      if (event != null) {
        sent.put(++number, event);
        socket.sendText(event, true).get(20, TimeUnit.SECONDS);
      }
      String answer = event == null ? heard.poll(2, TimeUnit.MILLISECONDS) : heard.poll();
      if (answer != null) {
        take(answer);
      }
      if (answer != null || sent.isEmpty()) {
        moved = System.nanoTime();
      } else if (System.nanoTime() - moved > 20_000_000_000L) {
        throw new IOException("no answer for 20 s");
      }
    }
  } finally {
    socket.abort();
  }
}

void take(String message) throws IOException {
  Matcher ack = ACK.matcher(message);
  Matcher nack = NACK.matcher(message);
  if (ack.matches()) {
    failures = 0;
    var kept = sent.headMap(Long.valueOf(ack.group(1)), true);
    room.release(kept.size());
    kept.clear();
  } else if (nack.matches() && nack.group(3) == null) {
    refused = true;
    String event = sent.remove(Long.valueOf(nack.group(1)));
    System.err.println("refused for good: " + nack.group(2) + ": " + event);
    room.release();
  } else if (message.matches("close (1003|1007|1009) .*")) {
    giveUp(message + "; without an answer: " + sent.values());
  } else { // A close, or a nack for a while: connect again, as a later ack would pass the nack.
    atLeast = nack.matches() ? Long.parseLong(nack.group(3)) : 0;
    throw new IOException(message);
  }
}

WebSocket connect(URI address, BlockingQueue<String> heard)
    throws ExecutionException, TimeoutException, InterruptedException {
  atLeast = 0;
  var handshake = HttpClient.newHttpClient().newWebSocketBuilder().subprotocols("holdfast.v1");
  if (System.getenv("HOLDFAST_TOKEN") != null) {
    handshake.header("Authorization", "Bearer " + System.getenv("HOLDFAST_TOKEN"));
  }
  try {
    return handshake.buildAsync(address, new Listener(heard)).get(20, TimeUnit.SECONDS);
  } catch (ExecutionException e) {
    if (e.getCause() instanceof WebSocketHandshakeException refusal) {
      HttpResponse<?> answer = refusal.getResponse();
      atLeast = 1000 * answer.headers().firstValueAsLong("Retry-After").orElse(0);
      if (!Set.of(408, 429, 500, 502, 503, 504).contains(answer.statusCode())) {
        giveUp("the server answers the handshake with " + answer.statusCode());
      }
    }
    throw e;
  }
}

void giveUp(String why) {
  System.err.println("given up: " + why);
  System.exit(2);
}

record Listener(BlockingQueue<String> heard, StringBuilder text) implements WebSocket.Listener {
  Listener(BlockingQueue<String> heard) {
    this(heard, new StringBuilder());
  }

  public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
    text.append(part);
    if (last) {
      heard.add(text.toString());
      text.setLength(0);
    }
    socket.request(1);
    return null;
  }

  public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    heard.add("close " + code + " " + reason);
    return null;
  }

  public void onError(WebSocket socket, Throwable error) {
    heard.add("error " + error);
  }
}
