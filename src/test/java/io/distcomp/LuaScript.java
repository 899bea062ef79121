package io.distcomp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One Lua file and what is wrong between its header and its body. Used by ScriptHeaderTest. */
final class LuaScript {

  private static final int MAX_LINES = 40;
  private static final Map<String, Integer> LONGER = Map.of("claim-5", 80, "submit-3", 80);

  /** In front of every verb, so that a header need not say it. */
  private static final String IMPLIED = "record";

  private static final Pattern NAME = Pattern.compile("[a-z]+(?:-[a-z]+)*-([1-9])");
  private static final Pattern ENTRY = Pattern.compile("\\b(KEYS|ARGV)\\[(\\d+)\\] (\\.\\.\\.)?");
  private static final Pattern FUNCTION = Pattern.compile("(?m)^local function (\\w+)");
  private static final List<String> FORBIDDEN =
      List.of("error_reply", "redis.pcall", "while true", "redis.breakpoint", "redis.log");

  private static final String SAFELY =
      """
      local function safely(command, key, ...)
        local answer = redis.pcall(command, key, ...)
      """;

  private final String name;
  private final List<String> header;
  private final List<String> code;
  private final String body;
  private final SortedMap<Integer, String> keys;
  private final SortedMap<Integer, String> arguments;
  private final List<String> faults = new ArrayList<>();

  private LuaScript(String name, String text) {
    this.name = name;
    header = text.lines().takeWhile(line -> line.startsWith("--")).toList();
    code = text.lines().skip(header.size()).map(LuaScript::withoutComment).toList();
    body = String.join("\n", code);
    keys = documented("KEYS");
    arguments = documented("ARGV");
  }

  /** What is wrong with a verb, {@code claim-5}. The preludes: file name to text. */
  static List<String> faultsOfVerb(String name, String text, Map<String, String> preludes) {
    LuaScript script = new LuaScript(name, text);
    script.checkHeader();
    script.checkKeys(preludes);
    script.checkArguments();
    script.checkPreludes(preludes);
    script.checkBody();
    long limit = LONGER.getOrDefault(name, MAX_LINES);
    if (script.lines() > limit) {
      script.fault(script.lines() + " lines of code, " + limit + " are allowed");
    }
    return List.copyOf(script.faults);
  }

  /** What is wrong with a prelude: it knows nothing of the verb that it is put in front of. */
  static List<String> faultsOfPrelude(String name, String text) {
    LuaScript script = new LuaScript(name, text);
    if (script.header.isEmpty() || !text.contains("No keys of its own")) {
      script.fault("no header that says \"No keys of its own\"");
    }
    if (script.body.replace("string.match(KEYS[1],", "").matches("(?s).*\\bKEYS\\b.*")) {
      script.fault("uses KEYS for more than the prefix");
    }
    if (script.body.contains("ARGV")) {
      script.fault("uses ARGV");
    }
    script.checkBody();
    return List.copyOf(script.faults);
  }

  private void checkHeader() {
    if (header.isEmpty() || !header.get(0).matches("-- [A-Z].*[.:]")) {
      fault("the first line is not a sentence");
    }
    for (String part : List.of("Guarantee", "Returns", "Cost")) {
      if (header.stream().noneMatch(line -> line.matches("-- " + part + ": \\S.*"))) {
        fault("no " + part);
      }
    }
  }

  private void checkKeys(Map<String, String> preludes) {
    Matcher number = NAME.matcher(name);
    if (!number.matches()) {
      fault("not named <verb>-<keys>");
      return;
    }
    int declared = Integer.parseInt(number.group(1));
    if (!keys.keySet().equals(upTo(declared))) {
      fault("documents KEYS " + keys.keySet() + ", its name declares " + declared);
    }
    used("KEYS").stream()
        .filter(i -> i > declared)
        .forEach(i -> fault("uses KEYS[" + i + "], its name declares " + declared));
    keys.forEach(
        (i, text) -> {
          if (!used("KEYS").contains(i) && !isExplained(text, preludes)) {
            fault("KEYS[" + i + "] is used neither here nor in a prelude");
          }
        });
    if (body.matches("(?s).*KEYS\\[[^\\d\\]].*")) {
      fault("computes an index of KEYS");
    }
  }

  /** Keys whose place in Redis is decided here and that a prelude builds by name. */
  private static boolean isExplained(String text, Map<String, String> preludes) {
    String key = text.replaceFirst("^KEYS\\[\\d+] (\\w+).*$", "$1");
    return text.contains("not read")
        || preludes.values().stream().anyMatch(prelude -> prelude.contains("P .. '" + key + "'"));
  }

  private void checkArguments() {
    if (!arguments.keySet().equals(upTo(arguments.size()))) {
      fault("documents ARGV " + arguments.keySet());
    }
    boolean open = arguments.values().stream().anyMatch(text -> text.contains("..."));
    for (int i : used("ARGV")) {
      if (i > arguments.size() && !open) {
        fault("uses ARGV[" + i + "], which is not documented");
      }
    }
    arguments.forEach(
        (i, text) -> {
          if (!text.contains("...") && !used("ARGV").contains(i)) {
            fault("ARGV[" + i + "] is documented and not used");
          }
        });
    if (!open && body.matches("(?s).*(#ARGV|ARGV\\[[^\\d\\]]).*")) {
      fault("reads an open list of ARGV that is not documented");
    }
  }

  private void checkPreludes(Map<String, String> preludes) {
    preludes.forEach(
        (prelude, text) -> {
          boolean says = header.contains("-- Uses: " + prelude);
          boolean does = FUNCTION.matcher(text).results().anyMatch(f -> calls(f.group(1)));
          if (does && !says && !prelude.equals(IMPLIED)) {
            fault("calls functions of " + prelude + " and does not say \"Uses: " + prelude + "\"");
          }
          if (says && !does) {
            fault("says that it uses " + prelude + " and does not");
          }
        });
    header.stream()
        .filter(line -> line.startsWith("-- Uses: "))
        .filter(line -> !preludes.containsKey(line.substring(9)))
        .forEach(line -> fault("there is no prelude " + line.substring(9)));
  }

  /** One place may go on after a refusal: the one that says which. */
  private void checkBody() {
    String code = name.equals(IMPLIED) ? body.replace(SAFELY, "") : body;
    FORBIDDEN.stream().filter(code::contains).forEach(word -> fault("contains " + word));
  }

  private boolean calls(String function) {
    return Pattern.compile("(?<![\\w.:])" + function + "\\(").matcher(body).find()
        && !body.contains("local function " + function + "(");
  }

  private long lines() {
    return code.stream().filter(line -> !line.isBlank()).count();
  }

  /** Index to text, from "KEYS[1] meta (hash): last id" or "ARGV[1] name; ARGV[2] ... ids". */
  private SortedMap<Integer, String> documented(String kind) {
    SortedMap<Integer, String> entries = new TreeMap<>();
    for (String line : header) {
      if (!line.startsWith("-- " + kind + "[")) {
        continue;
      }
      for (String entry : line.substring(3).split("; (?=" + kind + "\\[)", -1)) {
        Matcher matcher = ENTRY.matcher(entry);
        if (matcher.lookingAt() && matcher.end() < entry.length()) {
          entries.put(Integer.valueOf(matcher.group(2)), entry);
        }
      }
    }
    return entries;
  }

  private List<Integer> used(String kind) {
    return Pattern.compile("\\b" + kind + "\\[(\\d+)\\]")
        .matcher(body)
        .results()
        .map(use -> Integer.valueOf(use.group(1)))
        .toList();
  }

  private static Set<Integer> upTo(int last) {
    return IntStream.rangeClosed(1, last).boxed().collect(Collectors.toSet());
  }

  private static String withoutComment(String line) {
    return line.replaceFirst("(^|\\s)--.*$", "");
  }

  private void fault(String what) {
    faults.add(name + ": " + what);
  }
}
