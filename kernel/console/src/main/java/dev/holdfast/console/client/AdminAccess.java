package dev.holdfast.console.client;

import static java.util.Objects.requireNonNull;

import dev.holdfast.console.instance.Installation;
import dev.holdfast.console.terminal.Failure;
import dev.holdfast.console.terminal.Terminal;
import dev.holdfast.spi.Secret;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which server a command operates, and by which right. */
public final class AdminAccess {
  @Mixin Installation installation = new Installation();

  @Option(
      names = "--url",
      description = "The address of the server. Default: the server of this base directory.")
  @Nullable String url;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data directory, if data.dir is not <base>/data.")
  @Nullable Path data;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "Holds an admin token. Default: run/admin.token of the data directory, which the server's"
              + " user can read; with --url alone the variable "
              + AdminToken.VARIABLE
              + ".")
  @Nullable Path tokenFile;

  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec command;

  /** Whether the server may be on another machine: only its address was given. */
  public boolean isRemote() {
    return url != null && data == null;
  }

  public Path dataDirectory() {
    return data == null ? installation.dataDirectory(Terminal.of(requireNonNull(command))) : data;
  }

  /** Address and token are looked up anew: both are others after the server was started again. */
  public ServerApi open() {
    Path directory = dataDirectory();
    String address = url == null ? Installation.urlOf(directory) : url;
    return new ServerApi(
        address, token(directory, System.getenv()), PinnedCertificate.of(isRemote(), directory));
  }

  /** For what a server may allow to callers without a token, too. */
  public ServerApi openAlsoWithoutToken() {
    Path directory = dataDirectory();
    String address = url == null ? Installation.urlOf(directory) : url;
    return new ServerApi(
        address, tokenIfAny(directory), PinnedCertificate.of(isRemote(), directory));
  }

  private @Nullable Secret tokenIfAny(Path directory) {
    try {
      return token(directory, System.getenv());
    } catch (Failure none) {
      if (tokenFile != null) {
        throw none;
      }
      return null;
    }
  }

  /**
   * The variable is for other machines: it is not shown to a server that has a token of its own.
   */
  Secret token(Path directory, Map<String, String> environment) {
    if (tokenFile != null) {
      return AdminToken.inFile(tokenFile);
    }
    return url == null || data != null
        ? AdminToken.local(directory)
        : AdminToken.remote(environment);
  }
}
