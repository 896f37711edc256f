package dev.holdfast.database.examination;

import dev.holdfast.database.driver.DatabaseConfig;
import dev.holdfast.database.driver.DatabaseProblems;
import dev.holdfast.database.driver.FailureMessages;
import dev.holdfast.database.driver.PostgresAddress;
import dev.holdfast.database.driver.Target;
import dev.holdfast.spi.Examination;
import dev.holdfast.spi.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks that the name of each host is known and that its port answers. One of several hosts is
 * enough; the others become warnings.
 */
final class NetworkExamination {
  private static final String DEFAULT_PORT = "5432";

  private final Examination examination;
  private final DatabaseConfig config;
  private final PostgresAddress address;
  private final Target target;

  NetworkExamination(
      Examination examination, DatabaseConfig config, PostgresAddress address, Target target) {
    this.examination = examination;
    this.config = config;
    this.address = address;
    this.target = target;
  }

  /** One that did not answer. */
  private record Silent(String subject, Problem problem) {}

  /** Whether one can be reached. */
  boolean run() {
    String[] hosts = address.hosts().split(",");
    List<Silent> silent = new ArrayList<>();
    for (String host : hosts) {
      examine(host.strip(), silent);
    }
    boolean reached = silent.size() < hosts.length;
    for (Silent one : silent) {
      if (reached) {
        examination.warn(one.subject, one.problem);
      } else {
        examination.fail(one.subject, one.problem);
      }
    }
    return reached;
  }

  private void examine(String location, List<Silent> silent) {
    int colon = location.lastIndexOf(':');
    boolean withPort = colon > location.lastIndexOf(']');
    String name = withPort ? location.substring(0, colon) : location;
    String port = withPort ? location.substring(colon + 1) : DEFAULT_PORT;
    String subject = "name";
    try {
      // Asked anew each time: the JDK remembers answers, but this process lives for seconds.
      InetAddress[] found = InetAddress.getAllByName(name);
      String addresses =
          Stream.of(found).map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
      examination.ok(subject, name + " is " + addresses);
      subject = "port";
      connect(found, Integer.parseInt(port));
    } catch (IOException e) {
      silent.add(new Silent(subject, FailureMessages.problem(e, target)));
    } catch (IllegalArgumentException e) {
      String why = "the port of " + location + " is not a number from 1 to 65535";
      silent.add(new Silent(subject, DatabaseProblems.badUrl(why)));
    }
  }

  /** The first address that accepts; the last failure when none does. */
  private void connect(InetAddress[] addresses, int port) throws IOException {
    IOException failure = new IOException("it has no address");
    for (InetAddress each : addresses) {
      long begun = System.nanoTime();
      try (Socket socket = new Socket()) {
        InetSocketAddress address = new InetSocketAddress(each, port);
        socket.connect(address, Math.toIntExact(config.connectTimeout().toMillis()));
        String text = each.getHostAddress() + ":" + port + " accepts connections";
        examination.ok("port", text + ", in " + Elapsed.since(begun));
        return;
      } catch (IOException e) {
        failure = e;
      }
    }
    throw failure;
  }
}
