package dev.holdfast.distribution;

import static java.util.Objects.requireNonNull;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The code of a problem as a source declares it: a whole literal, in most places the first argument
 * of a call.
 *
 * @param module folder of the module, {@code plugins/journal}
 * @param what what happened; empty where the source makes it when it runs
 * @param remedy what to do; empty where the source makes it when it runs
 */
record DeclaredCode(String code, String module, String file, String what, String remedy) {
  /** The form of each code. */
  static final Pattern WHOLE = Pattern.compile("HF-([A-Z]{1,8})-\\d{3}");

  /** Part of a code, for another part to be joined to it: nobody who has the code finds it. */
  private static final Pattern PART = Pattern.compile("HF-([A-Z]+(-(?!\\d{3}(?!\\d)).*)?)?$");

  String family() {
    return code.replaceFirst("-\\d+$", "");
  }

  /**
   * What a source declares, and the literals that are parts of codes.
   *
   * @param parts of a code, each as it stands there
   */
  record Declarations(List<DeclaredCode> codes, List<String> parts) {}

  static Declarations in(String module, String file, JavaFileObject source) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    JavacTask task =
        (JavacTask)
            compiler.getTask(null, null, null, List.of("-proc:none"), null, List.of(source));
    Reader reader = new Reader(module, file);
    for (Tree unit : task.parse()) {
      new Constants(reader.constants).scan(unit, null);
      reader.scan(unit, null);
    }
    String text = source.getCharContent(true).toString();
    // The compiler joins literals before anybody sees the parts.
    reader.found.stream()
        .map(DeclaredCode::code)
        .filter(code -> !text.contains("\"" + code + "\""))
        .forEach(reader.parts::add);
    return new Declarations(reader.found, reader.parts);
  }

  /** Fields with a text, so that a call that names one is read like a call that has the text. */
  private static final class Constants extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final Map<String, ExpressionTree> constants;

    Constants(Map<String, ExpressionTree> constants) {
      this.constants = constants;
    }

    @Override
    public @Nullable Void visitVariable(VariableTree variable, @Nullable Void none) {
      if (variable.getInitializer() != null) {
        constants.put(variable.getName().toString(), variable.getInitializer());
      }
      return super.visitVariable(variable, null);
    }
  }

  private static final class Reader extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final Map<String, ExpressionTree> constants = new HashMap<>();
    private final List<DeclaredCode> found = new ArrayList<>();
    private final List<String> parts = new ArrayList<>();
    private final Map<String, Integer> inConstants = new HashMap<>();
    private final String module;
    private final String file;

    Reader(String module, String file) {
      this.module = module;
      this.file = file;
    }

    @Override
    public @Nullable Void visitVariable(VariableTree variable, @Nullable Void none) {
      if (variable.getInitializer() instanceof LiteralTree literal && isCode(literal)) {
        inConstants.put(variable.getName().toString(), found.size());
        found.add(declared(literal, List.of()));
        return null;
      }
      return super.visitVariable(variable, null);
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree made, @Nullable Void none) {
      call(made.getArguments());
      return super.visitNewClass(made, null);
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree called, @Nullable Void none) {
      if (called.getMethodSelect().toString().endsWith(".startsWith")) {
        return null;
      }
      call(called.getArguments());
      return super.visitMethodInvocation(called, null);
    }

    @Override
    public @Nullable Void visitLiteral(LiteralTree literal, @Nullable Void none) {
      if (literal.getValue() instanceof String text && PART.matcher(text).find()) {
        parts.add(text);
      }
      return null;
    }

    private void call(List<? extends ExpressionTree> arguments) {
      for (int i = 0; i < arguments.size(); i++) {
        List<? extends ExpressionTree> rest = arguments.subList(i + 1, arguments.size());
        if (arguments.get(i) instanceof LiteralTree literal && isCode(literal)) {
          found.add(declared(literal, rest));
        } else if (arguments.get(i) instanceof IdentifierTree named) {
          Integer place = inConstants.get(named.getName().toString());
          if (place != null
              && constants.get(named.getName().toString()) instanceof LiteralTree it) {
            found.set(place, declared(it, rest));
          }
        }
      }
    }

    private static boolean isCode(LiteralTree literal) {
      return literal.getValue() instanceof String text && WHOLE.matcher(text).matches();
    }

    /** After the code: a status or none, what happened, why or not, the remedy, an exit code. */
    private DeclaredCode declared(LiteralTree code, List<? extends ExpressionTree> rest) {
      List<String> texts =
          rest.stream()
              .filter(argument ->
                  !(argument instanceof LiteralTree it && it.getValue() instanceof Integer))
              .map(this::text)
              .toList();
      String what = texts.isEmpty() ? "" : known(texts.getFirst());
      int remedy = texts.size() > 2 ? 2 : 1;
      return new DeclaredCode(
          String.valueOf(code.getValue()),
          module,
          file,
          what,
          texts.size() > remedy ? known(texts.get(remedy)) : "");
    }

    private static String known(String text) {
      return text.equals(CodeList.LATER) ? "" : text;
    }

    private String text(ExpressionTree expression) {
      return switch (expression) {
        case LiteralTree literal -> String.valueOf(literal.getValue());
        case ParenthesizedTree inside -> text(inside.getExpression());
        case BinaryTree sum when sum.getKind() == Tree.Kind.PLUS ->
            text(sum.getLeftOperand()) + text(sum.getRightOperand());
        case IdentifierTree named when constants.containsKey(named.getName().toString()) ->
            text(requireNonNull(constants.get(named.getName().toString())));
        default -> CodeList.LATER;
      };
    }
  }
}
