package dev.holdfast.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.tools.load.ClientHandshake;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of the server that the commands talk to, small enough to be looked through: it writes
 * the ids of events into a file before it acknowledges them. With {@code --set tiny=lose} it
 * forgets one, with {@code --set tiny=double} it writes one twice.
 */
public final class TinyServer {
  private static final Pattern EVENT =
      Pattern.compile("\"id\":\"([^\"]*)\".*\"source\":\"([^\"]*)\"");
  private static final int FAULTY_EVENT = 50;

  private final Path file;
  private final String fault;
  private final AtomicLong stored = new AtomicLong();

  private TinyServer(Path base, String fault) throws IOException {
    file = Files.createDirectories(base.resolve("data")).resolve("events");
    this.fault = fault;
    if (Files.exists(file)) {
      String text = Files.readString(file);
      Files.writeString(file, text.substring(0, text.lastIndexOf('\n') + 1));
    }
  }

  /** Called by the launch script of the test. */
  public static void main(String[] arguments) throws IOException {
    List<String> all = List.of(arguments);
    String fault =
        all.stream().filter(word -> word.startsWith("tiny=")).findFirst().orElse("tiny=sound");
    Path base = Path.of(all.get(all.indexOf("--base") + 1));
    TinyServer server = new TinyServer(base, fault.substring("tiny=".length()));
    try (ServerSocket listening = new ServerSocket(0, 64, InetAddress.getLoopbackAddress())) {
      System.out.println("listening on http://127.0.0.1:" + listening.getLocalPort());
      while (true) {
        Socket socket = listening.accept();
        Thread.ofVirtual().start(() -> server.serve(socket));
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      OutputStream out = socket.getOutputStream();
      Map<String, String> head = ClientHandshake.fields(ClientHandshake.readHead(in));
      String key = head.get("sec-websocket-key");
      if (key == null) {
        byte[] body = answer(head.getOrDefault("", "").split(" ")[1]).getBytes(UTF_8);
        String start = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + body.length;
        out.write((start + "\r\n\r\n").getBytes(ISO_8859_1));
        out.write(body);
      } else {
        String start =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + ("Sec-WebSocket-Accept: " + ClientHandshake.accept(key) + "\r\n")
                + "Sec-WebSocket-Protocol: holdfast.v1\r\n\r\n";
        out.write(start.getBytes(ISO_8859_1));
        ingest(in, out);
      }
    } catch (IOException e) {
      // The other side has gone; what it was told is in the file.
      return;
    }
  }

  private void ingest(DataInputStream in, OutputStream out) throws IOException {
    StringBuilder lines = new StringBuilder();
    long events = 0;
    while (true) {
      int first = in.readUnsignedByte();
      int length = in.readUnsignedByte() & 0x7F;
      length = length == 126 ? in.readUnsignedShort() : length;
      byte[] mask = in.readNBytes(4);
      byte[] payload = in.readNBytes(length);
      for (int i = 0; i < length; i++) {
        payload[i] ^= mask[i % 4];
      }
      if ((first & 0x0F) == 8) {
        return;
      }
      Matcher event = EVENT.matcher(new String(payload, UTF_8));
      if (event.find()) {
        events++;
        String line = event.group(2) + " " + event.group(1) + "\n";
        boolean faulty = events == FAULTY_EVENT;
        lines.append(faulty && fault.equals("lose") ? "" : line);
        lines.append(faulty && fault.equals("double") ? line : "");
      }
      if (in.available() == 0 || lines.length() > 8192) {
        Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        stored.addAndGet(lines.toString().lines().count());
        lines.setLength(0);
        String ack = "{\"ack\":{\"upTo\":" + events + "}}";
        out.write(("\u0081" + (char) ack.length() + ack).getBytes(ISO_8859_1));
      }
    }
  }

  private String answer(String target) throws IOException {
    if (target.startsWith("/events")) {
      return events(target);
    }
    if (target.equals("/metrics")) {
      return """
      holdfast_events_stored_total{plugin="event-store"} %d
      jvm_threads_live_threads 20
      process_files_open_files 30
      jvm_memory_used_bytes{area="heap",id="x"} 2.0E7
      """
          .formatted(stored.get());
    }
    return "{\"status\":\"UP\",\"checks\":[]}";
  }

  private String events(String target) throws IOException {
    String source = parameter(target, "source").replace("%2F", "/");
    int after = Integer.parseInt("0" + parameter(target, "after"));
    int limit = Integer.parseInt(parameter(target, "limit"));
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    List<String> events = new ArrayList<>();
    int at = after;
    while (at < lines.size() && events.size() < limit) {
      String[] words = lines.get(at++).split(" ");
      if (words[0].equals(source)) {
        events.add("{\"id\":\"" + words[1] + "\",\"source\":\"" + source + "\"}");
      }
    }
    return "{\"events\":[" + String.join(",", events) + "],\"next\":\"" + at + "\"}";
  }

  private static String parameter(String target, String name) {
    Matcher matcher = Pattern.compile("[?&]" + name + "=([^&]*)").matcher(target);
    return matcher.find() ? matcher.group(1) : "";
  }
}
