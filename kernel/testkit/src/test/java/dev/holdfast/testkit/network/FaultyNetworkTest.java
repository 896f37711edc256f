package dev.holdfast.testkit.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.testkit.network.FaultyNetwork.Direction;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultyNetworkTest {
  /** Long enough to be sure that nothing comes, short enough to wait for it. */
  private static final int SILENCE_MILLIS = 200;

  private static final int ANSWER_MILLIS = 10_000;

  private final List<Socket> sockets = new ArrayList<>();
  private EchoServer server;
  private FaultyNetwork network;

  @BeforeEach
  void open() throws IOException {
    server = new EchoServer();
    network = FaultyNetwork.to("127.0.0.1", server.port());
  }

  @AfterEach
  void close() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    network.close();
    server.close();
  }

  @Test
  void passesWhatIsSaidAndCountsWhoCame() throws IOException {
    assertThat(echo(connect(), "one")).isEqualTo("one");
    assertThat(echo(connect(), "two")).isEqualTo("two");
    assertThat(network.accepted()).isEqualTo(2);
    assertThat(network.open()).isEqualTo(2);
  }

  @Test
  void leadsToAServerThatHasComeBackOnAnotherPort() throws Exception {
    Socket before = connect();
    assertThat(echo(before, "one")).isEqualTo("one");
    try (EchoServer next = new EchoServer()) {
      network.leadTo(next.port());
      server.close();
      assertThat(echo(connect(), "two")).isEqualTo("two");
    }
  }

  @Test
  void passesMoreThanItBuffers() throws Exception {
    Socket socket = connect();
    byte[] much = new byte[8 * 1024 * 1024];
    for (int i = 0; i < much.length; i++) {
      much[i] = (byte) (i * 31);
    }
    Thread sender = Thread.ofVirtual().start(() -> say(socket, much));
    assertThat(socket.getInputStream().readNBytes(much.length)).isEqualTo(much);
    sender.join();
  }

  @Test
  void carriesAnOrderlyEndToTheOtherSide() throws IOException {
    Socket socket = connect();
    echo(socket, "last words");
    socket.shutdownOutput();
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    await().until(() -> network.open() == 0);
    assertThat(server.ends()).isEqualTo(1);
  }

  @Test
  void refusesNewOnesAndResetsOpenOnes() throws IOException {
    Socket open = connect();
    echo(open, "before");
    network.refuse();
    assertThatThrownBy(() -> open.getInputStream().read()).isInstanceOf(SocketException.class);
    assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    long before = network.accepted();
    network.pass();
    assertThat(echo(connect(), "after")).isEqualTo("after");
    assertThat(network.accepted()).isEqualTo(before + 1);
  }

  @Test
  void keepsItsPortFromOthersWhileItRefuses() throws IOException {
    network.refuse();
    try (Socket other = new Socket()) {
      other.setReuseAddress(false);
      assertThatThrownBy(() ->
              other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), network.port())))
          .isInstanceOf(BindException.class);
    }
  }

  @Test
  void holdsBothDirectionsOfAnOpenConnectionAndGivesThemBack() throws IOException {
    Socket socket = connect();
    echo(socket, "before");
    network.hang();
    say(socket, "during");
    assertThat(isSilent(socket)).isTrue();
    assertThat(server.received()).isEqualTo("before".length());
    network.pass();
    assertThat(hear(socket, "during".length())).isEqualTo("during");
  }

  @Test
  void acceptsDuringAPartitionWithoutTheServerHearingOfIt() throws IOException {
    network.hang();
    Socket patient = connect();
    say(patient, "hello");
    try (Socket hasty = connect()) {
      say(hasty, "hello");
    }
    assertThat(isSilent(patient)).isTrue();
    assertThat(network.accepted()).isEqualTo(2);
    network.pass();
    assertThat(hear(patient, 5)).isEqualTo("hello");
    await().until(() -> network.open() == 1);
    assertThat(server.accepted()).as("who gave up is never heard of").isEqualTo(1);
  }

  @Test
  void keepsAnEndFromTheServerForAsLongAsThePartitionLasts() throws IOException {
    Socket socket = connect();
    echo(socket, "before");
    network.hang();
    socket.close();
    assertThat(network.open()).isEqualTo(1);
    assertThat(server.ends()).isZero();
    network.pass();
    await().until(() -> server.ends() == 1);
  }

  @Test
  void holdsOneDirectionOnly() throws IOException {
    Socket socket = connect();
    echo(socket, "before");
    network.oneWay(Direction.TO_CLIENT);
    say(socket, "there");
    await().until(() -> server.received() == "beforethere".length());
    assertThat(isSilent(socket)).isTrue();
    network.oneWay(Direction.TO_SERVER);
    assertThat(hear(socket, 5)).isEqualTo("there");
    say(socket, "lost");
    assertThat(isSilent(socket)).isTrue();
    assertThat(server.received()).isEqualTo("beforethere".length());
  }

  @Test
  void cutsOpenConnectionsAndTakesNewOnes() throws IOException {
    Socket open = connect();
    echo(open, "before");
    network.cut();
    assertThatThrownBy(() -> open.getInputStream().read()).isInstanceOf(SocketException.class);
    await().until(() -> server.ends() == 1);
    assertThat(echo(connect(), "after")).isEqualTo("after");
  }

  @Test
  void cutsConnectionsThatHang() throws IOException {
    Socket open = connect();
    echo(open, "before");
    network.hang();
    say(open, "never");
    network.cut();
    assertThatThrownBy(() -> open.getInputStream().read()).isInstanceOf(SocketException.class);
    assertThat(network.open()).isZero();
  }

  @Test
  void delaysEachWayWithoutLosingTheOrder() throws IOException {
    Socket socket = connect();
    echo(socket, "before");
    network.slow(Duration.ofMillis(100));
    long begin = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      say(socket, "part " + (char) ('a' + i));
    }
    String all = hear(socket, 20 * 6);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    assertThat(all).startsWith("part apart b").endsWith("part t");
    assertThat(took)
        .isGreaterThanOrEqualTo(Duration.ofMillis(200))
        .as("late, but not one after the other")
        .isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void resetsWhoComesWhileTheServerIsAbsent() throws Exception {
    server.close();
    Socket socket = connect();
    assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
    await().until(() -> network.open() == 0);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), network.port()));
      socket.setSoTimeout(ANSWER_MILLIS);
      sockets.add(socket);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static String echo(Socket socket, String text) throws IOException {
    say(socket, text);
    return hear(socket, text.length());
  }

  private static void say(Socket socket, String text) {
    say(socket, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void say(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String hear(Socket socket, int count) throws IOException {
    return new String(socket.getInputStream().readNBytes(count), StandardCharsets.US_ASCII);
  }

  private static boolean isSilent(Socket socket) throws IOException {
    socket.setSoTimeout(SILENCE_MILLIS);
    try {
      return socket.getInputStream().read() < -1;
    } catch (SocketTimeoutException e) {
      return true;
    } finally {
      socket.setSoTimeout(ANSWER_MILLIS);
    }
  }
}
