package io.distcomp;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;

/**
 * Which of our packages a package may use. Used by {@link ArchitectureRules}; a package that is not
 * listed may not exist.
 */
final class OwnPackages extends ArchCondition<JavaClass> {

  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("task", Set.of()),
          Map.entry("taskfile", Set.of("task")),
          Map.entry("config", Set.of("task")),
          Map.entry("process", Set.of("task")),
          Map.entry("bus", Set.of("task")),
          Map.entry("queue", Set.of("task")),
          Map.entry("redis", Set.of("process", "config")),
          Map.entry("cluster", Set.of("task", "config", "queue")),
          Map.entry("node", Set.of("task", "queue", "process", "bus", "config")),
          Map.entry("hook", Set.of("task", "queue", "process", "config", "api")),
          Map.entry("api", Set.of("task", "taskfile", "queue", "bus", "config")));

  private static final Set<String> ANY_BUT_MAIN = Set.of("cli", "");

  private final String root;

  OwnPackages(String root) {
    super("use only the packages that they may use");
    this.root = root;
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    String from = Calls.packageOf(root, type);
    if (!MAY_USE.containsKey(from) && !ANY_BUT_MAIN.contains(from)) {
      events.add(
          SimpleConditionEvent.violated(
              type, "<" + type.getName() + "> is in a package that is not listed: " + from));
      return;
    }
    for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
      if (!isAllowed(from, dependency.getTargetClass().getBaseComponentType())) {
        events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
      }
    }
  }

  private boolean isAllowed(String from, JavaClass target) {
    String name = target.getPackageName();
    if (!name.equals(root) && !name.startsWith(root + ".")) {
      return true;
    }
    String to = Calls.packageOf(root, target);
    if (to.equals(from)) {
      return true;
    }
    return ANY_BUT_MAIN.contains(from)
        ? from.isEmpty() || !to.isEmpty()
        : MAY_USE.get(from).contains(to);
  }
}
