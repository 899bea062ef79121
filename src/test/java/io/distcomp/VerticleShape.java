package io.distcomp;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What the class of a verticle looks like. Used by {@link ArchitectureRules}. */
final class VerticleShape {
  private VerticleShape() {}

  static ArchCondition<JavaClass> takeRecords() {
    return new ArchCondition<>("take records in their constructor, or nothing") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getConstructors().stream()
            .filter(c -> !c.getRawParameterTypes().stream().allMatch(JavaClass::isRecord))
            .forEach(c -> events.add(SimpleConditionEvent.violated(c, c.getDescription())));
      }
    };
  }

  static ArchCondition<JavaClass> beInOrder() {
    return new ArchCondition<>("have constructor, start, stop and handlers in this order") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        List<Integer> ranks = written(type).map(VerticleShape::rank).toList();
        if (!ranks.equals(ranks.stream().sorted().toList())) {
          events.add(
              SimpleConditionEvent.violated(
                  type, type.getDescription() + " is in the order " + names(type)));
        }
      }
    };
  }

  /** Lambdas, bridges and initializers of fields are not written as methods. */
  private static Stream<JavaCodeUnit> written(JavaClass type) {
    return type.getCodeUnits().stream()
        .filter(unit -> unit instanceof JavaConstructor || unit instanceof JavaMethod)
        .filter(unit -> !unit.getModifiers().contains(JavaModifier.SYNTHETIC))
        .sorted(Comparator.comparingInt(unit -> unit.getSourceCodeLocation().getLineNumber()));
  }

  private static int rank(JavaCodeUnit unit) {
    return unit instanceof JavaConstructor
        ? 0
        : switch (unit.getName()) {
          case "start" -> unit.getRawParameterTypes().isEmpty() ? 1 : 3;
          case "stop" -> unit.getRawParameterTypes().isEmpty() ? 2 : 3;
          default -> 3;
        };
  }

  private static List<String> names(JavaClass type) {
    return written(type).map(JavaCodeUnit::getName).toList();
  }
}
