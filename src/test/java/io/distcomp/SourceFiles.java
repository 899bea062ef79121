package io.distcomp;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Where Java files are longer, or less explained, than the style allows. Used by SourceFilesTest.
 */
final class SourceFiles {

  private static final int MAX_LINES = 300;
  private static final int MAX_METHOD_LINES = 40;
  private static final int MAX_VERTICLE_LINES = 150;
  private static final Set<String> PACKAGES_ON_LOOPS = Set.of("node", "bus", "api");
  private static final Pattern NOT_CODE =
      Pattern.compile("import .*|package .*|//.*|/\\*.*|\\*.*|\\s*");

  private SourceFiles() {}

  /** Everything that is wrong with files like {@code node/Run.java}, each with its place. */
  static List<String> faults(Map<String, String> texts) {
    List<String> faults = new ArrayList<>();
    texts.forEach((name, text) -> checkLength(name, text, faults));
    List<InMemory> files =
        texts.entrySet().stream().map(e -> new InMemory(e.getKey(), e.getValue())).toList();
    JavacTask task =
        (JavacTask)
            ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, null, List.of("-proc:none"), null, files);
    try {
      DocTrees trees = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        String name = unit.getSourceFile().getName().substring(1);
        new Scanner(name, trees, unit, faults).scan(unit, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return faults;
  }

  private static void checkLength(String name, String text, List<String> faults) {
    long lines = text.lines().count();
    if (lines > MAX_LINES) {
      faults.add(name + " has " + lines + " lines, " + MAX_LINES + " are allowed");
    }
    long code = text.lines().filter(l -> !NOT_CODE.matcher(l.strip()).matches()).count();
    if (text.contains("extends VerticleBase") && code > MAX_VERTICLE_LINES) {
      faults.add(
          name + " has " + code + " lines of code, a verticle may have " + MAX_VERTICLE_LINES);
    }
  }

  private static final class InMemory extends SimpleJavaFileObject {
    private final String text;

    InMemory(String name, String text) {
      super(URI.create("string:///" + name), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class Scanner extends TreePathScanner<Void, Void> {
    private final String name;
    private final DocTrees trees;
    private final CompilationUnitTree unit;
    private final List<String> faults;

    Scanner(String name, DocTrees trees, CompilationUnitTree unit, List<String> faults) {
      this.name = name;
      this.trees = trees;
      this.unit = unit;
      this.faults = faults;
    }

    @Override
    public Void visitCompilationUnit(CompilationUnitTree tree, Void nothing) {
      for (Tree type : tree.getTypeDecls()) {
        String comment = trees.getDocComment(new TreePath(getCurrentPath(), type));
        if (comment == null || !comment.contains(".")) {
          faults.add(name + " does not say in a sentence what it is");
        }
      }
      return super.visitCompilationUnit(tree, null);
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      long end = line(trees.getSourcePositions().getEndPosition(unit, method));
      long length = end - start(method) + 1;
      if (length > MAX_METHOD_LINES) {
        fault(method, method.getName() + " has " + length + " lines");
      }
      return super.visitMethod(method, null);
    }

    @Override
    public Void visitModifiers(ModifiersTree modifiers, Void nothing) {
      if (modifiers.getFlags().contains(Modifier.SYNCHRONIZED)) {
        lock(modifiers);
      }
      return super.visitModifiers(modifiers, null);
    }

    @Override
    public Void visitSynchronized(SynchronizedTree block, Void nothing) {
      lock(block);
      return super.visitSynchronized(block, null);
    }

    private void lock(Tree place) {
      int slash = name.indexOf('/');
      if (slash > 0 && PACKAGES_ON_LOOPS.contains(name.substring(0, slash))) {
        fault(place, "a lock on an event loop");
      }
    }

    private void fault(Tree place, String what) {
      faults.add(name + ":" + start(place) + ": " + what);
    }

    private long start(Tree tree) {
      return line(trees.getSourcePositions().getStartPosition(unit, tree));
    }

    private long line(long position) {
      return unit.getLineMap().getLineNumber(position);
    }
  }
}
