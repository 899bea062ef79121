package io.distcomp.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The variables that all tasks of a node share, encoded once. Immutable; make one at start and give
 * the same object to every {@link Command}, because spawners remember by identity what they made of
 * it.
 */
public final class BaseEnvironment {

  public static final BaseEnvironment EMPTY = new BaseEnvironment(List.of());

  /** Names of variables that may hold what a command must not see. */
  private static final Pattern SECRET =
      Pattern.compile(
          "^DISTCOMP_|^JDK_JAVA_OPTIONS$|PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIAL|API_?KEY|PRIVATE_?KEY|_PASS$");

  private final List<Variable> variables;

  private BaseEnvironment(List<Variable> variables) {
    this.variables = List.copyOf(variables);
  }

  /** One variable; the bytes are {@code name=value} without a NUL at the end. */
  @SuppressWarnings("ArrayRecordComponent") // stays inside this package
  record Variable(String name, byte[] assignment) {

    String value() {
      int from = name.getBytes(StandardCharsets.UTF_8).length + 1;
      return new String(assignment, from, assignment.length - from, StandardCharsets.UTF_8);
    }
  }

  /**
   * Takes the given variables.
   *
   * @throws IllegalArgumentException when a name is empty or holds {@code =}, or a NUL is in it
   */
  public static BaseEnvironment of(Map<String, String> variables) {
    List<Variable> list = new ArrayList<>();
    variables.forEach((name, value) -> list.add(variable(name, value)));
    return new BaseEnvironment(list);
  }

  /**
   * This process' own environment, byte for byte where the system shows it: Java's view of it is
   * damaged when the locale is not UTF-8.
   */
  public static BaseEnvironment ofThisProcess(Predicate<String> keepName) {
    List<Variable> list = new ArrayList<>();
    for (Variable variable : own()) {
      if (keepName.test(variable.name()) && !variable.name().equals(Marks.VARIABLE)) {
        list.add(variable);
      }
    }
    return new BaseEnvironment(list);
  }

  /** The same without what may be a secret of this process, by the names of the variables. */
  public static BaseEnvironment withoutSecrets() {
    return ofThisProcess(name -> !SECRET.matcher(name.toUpperCase(Locale.ROOT)).find());
  }

  private static List<Variable> own() {
    try {
      return split(Files.readAllBytes(Path.of("/proc/self/environ")));
    } catch (IOException e) {
      return of(System.getenv()).variables;
    }
  }

  private static List<Variable> split(byte[] block) {
    List<Variable> list = new ArrayList<>();
    int from = 0;
    for (int at = 0; at < block.length; at++) {
      if (block[at] == 0) {
        addAssignment(list, Arrays.copyOfRange(block, from, at));
        from = at + 1;
      }
    }
    return list;
  }

  private static void addAssignment(List<Variable> list, byte[] assignment) {
    String text = new String(assignment, StandardCharsets.UTF_8);
    int equals = text.indexOf('=');
    if (equals > 0) {
      list.add(new Variable(text.substring(0, equals), assignment));
    }
  }

  private static Variable variable(String name, String value) {
    if (!Texts.isName(name) || Texts.hasNul(value)) {
      throw new IllegalArgumentException("'" + name + "' cannot be an environment variable");
    }
    return new Variable(name, (name + "=" + value).getBytes(StandardCharsets.UTF_8));
  }

  List<Variable> variables() {
    return variables;
  }

  /** The same as text, for {@link ProcessBuilder}. */
  Map<String, String> asMap() {
    Map<String, String> map = new LinkedHashMap<>();
    variables.forEach(v -> map.put(v.name(), v.value()));
    return map;
  }
}
