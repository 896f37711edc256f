package dev.holdfast.distribution;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Lets a shell command throw a switch in this JVM: how a drill's commands reach a test's parts. */
final class Switches implements AutoCloseable {
  /** Something to do; a failure is the exit code of the command. */
  interface Action {
    void run() throws Exception;
  }

  private final ServerSocket listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
  private final Map<String, Action> actions = new ConcurrentHashMap<>();

  Switches() throws IOException {
    Thread.ofPlatform().daemon().name("switches").start(this::accept);
  }

  /** The shell command that runs it, and ends when it has ended. */
  String command(String name, Action action) {
    actions.put(name, action);
    return "bash -c 'exec 3<>/dev/tcp/127.0.0.1/%d; echo %s >&3; read -r said <&3; test \"$said\" = done || { echo \"$said\"; exit 1; }'"
        .formatted(listener.getLocalPort(), name);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        // Apart, for others on the machine may try this port by mistake, and say nothing.
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        // The listener is shut, which ends the loop.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        BufferedReader in =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII))) {
      String name = in.readLine();
      if (name != null) {
        socket.getOutputStream().write((run(name) + "\n").getBytes(US_ASCII));
      }
    } catch (IOException e) {
      // The command was killed; its exit code says so.
    }
  }

  private String run(String name) {
    Action action = actions.get(name);
    if (action == null) {
      return "there is no " + name;
    }
    try {
      action.run();
      return "done";
    } catch (Exception e) {
      return String.valueOf(e).replaceAll("\\s+", " ");
    }
  }
}
