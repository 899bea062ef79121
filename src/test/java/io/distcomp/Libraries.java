package io.distcomp;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;

/**
 * Which package may know which library. Used by {@link ArchitectureRules}; what is not listed is
 * free.
 */
final class Libraries extends ArchCondition<JavaClass> {

  private static final Set<String> KNOW_JSON =
      Set.of("config", "taskfile", "api", "hook", "cli", "queue", "bus", "");

  private static final Set<String> KNOW_VERTX =
      Set.of("config", "bus", "queue", "redis", "cluster", "node", "api", "hook", "cli", "");

  private static final List<Library> LIBRARIES =
      List.of(
          new Library("io.vertx.redis", Set.of("queue")),
          new Library("redis.embedded", Set.of("redis")),
          new Library("io.vertx.ext.web", Set.of("api")),
          new Library("io.micrometer", Set.of("api")),
          new Library("java.net.http", Set.of("cli")),
          new Library("picocli", Set.of("cli")),
          new Library("org.jline", Set.of("cli")),
          new Library("com.hazelcast", Set.of("cluster")),
          new Library("io.vertx.spi.cluster", Set.of("cluster")),
          new Library("com.sun.jna", Set.of("process")),
          new Library("com.fasterxml.jackson", KNOW_JSON),
          new Library("io.vertx.core.json", KNOW_JSON),
          new Library("io.vertx", KNOW_VERTX));

  private final String root;

  Libraries(String root) {
    super("use only the libraries that their package may know");
    this.root = root;
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    String home = Calls.packageOf(root, type);
    for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
      String used = dependency.getTargetClass().getBaseComponentType().getPackageName();
      for (Library library : LIBRARIES) {
        if (library.holds(used) && !library.homes().contains(home)) {
          events.add(
              SimpleConditionEvent.violated(
                  type,
                  library.prefix()
                      + " is for "
                      + library.homes()
                      + ": "
                      + dependency.getDescription()));
        }
      }
    }
  }

  private record Library(String prefix, Set<String> homes) {
    boolean holds(String packageName) {
      return packageName.equals(prefix) || packageName.startsWith(prefix + ".");
    }
  }
}
