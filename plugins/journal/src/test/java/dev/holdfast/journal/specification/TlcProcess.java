package dev.holdfast.journal.specification;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import tlc2.TLC;

/**
 * The process that runs TLC: each line of its input names a module and a model, each line of its
 * output the file with what TLC said.
 *
 * <p>TLC keeps its state in static fields, so each run has a class loader of its own. What a run
 * leaves behind (exported remote objects, a thread) ends with this process. A process a run would
 * take twice the processor time.
 */
final class TlcProcess {
  private TlcProcess() {}

  public static void main(String[] arguments) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String module = in.readLine(); module != null; module = in.readLine()) {
      Path model = Path.of(in.readLine());
      Path output = model.resolveSibling(model.getFileName() + ".out");
      try (PrintStream out = new PrintStream(Files.newOutputStream(output), true, UTF_8)) {
        run(out, module, model);
      }
      System.out.println(output);
    }
    System.exit(0);
  }

  private static void run(PrintStream out, String module, Path model) throws Exception {
    String[] options = {
      "-workers",
      "1",
      "-deadlock", // A model ends when its events are sent and its faults have happened.
      "-nowarning",
      "-cleanup",
      "-metadir",
      model.resolveSibling("states").toString(),
      "-config",
      model.toString(),
      model.resolveSibling(module).toString()
    };
    URL[] jar = {TLC.class.getProtectionDomain().getCodeSource().getLocation()};
    try (URLClassLoader loader = new URLClassLoader(jar, ClassLoader.getPlatformClassLoader())) {
      Class<?> output = loader.loadClass("util.ToolIO");
      output.getField("out").set(null, out);
      output.getField("err").set(null, out);
      Class<?> type = loader.loadClass(TLC.class.getName());
      Object checker = type.getConstructor().newInstance();
      Object parsed =
          type.getMethod("handleParameters", String[].class).invoke(checker, (Object) options);
      if (!Boolean.TRUE.equals(parsed)) {
        return; // The output says why.
      }
      Object files = loader.loadClass("util.SimpleFilenameToStream").getConstructor().newInstance();
      type.getMethod("setResolver", loader.loadClass("util.FilenameToStream"))
          .invoke(checker, files);
      type.getMethod("process").invoke(checker);
    }
  }
}
