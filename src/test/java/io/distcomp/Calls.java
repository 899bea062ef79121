package io.distcomp;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Set;

/** Which calls and classes a rule is about, in words. Used by {@link ArchitectureRules}. */
final class Calls {
  private Calls() {}

  /** Calls of methods with these names on this type or one below it. */
  static DescribedPredicate<JavaCall<?>> to(Class<?> owner, String... names) {
    Set<String> wanted = Set.of(names);
    return DescribedPredicate.describe(
        owner.getSimpleName() + "." + String.join(", ", names),
        call ->
            wanted.contains(call.getTarget().getName())
                && call.getTargetOwner().isAssignableTo(owner));
  }

  /** Calls of a method with this name on any type of this package. */
  static DescribedPredicate<JavaCall<?>> toAnyIn(String packageName, String name) {
    return DescribedPredicate.describe(
        packageName + " " + name,
        call ->
            call.getTarget().getName().equals(name)
                && call.getTargetOwner().getPackageName().equals(packageName));
  }

  /** Calls of a method with this name whose result is of this package. */
  static DescribedPredicate<JavaCall<?>> giving(String packageName, String name) {
    return DescribedPredicate.describe(
        name + "() giving a type of " + packageName,
        call ->
            call.getTarget().getName().equals(name)
                && call.getTarget().getRawReturnType().getPackageName().equals(packageName));
  }

  /** Classes outside these packages of the root; the empty name is the root package itself. */
  static DescribedPredicate<JavaClass> outside(String root, String... packages) {
    List<String> homes = List.of(packages);
    return DescribedPredicate.describe(
        "are outside of " + homes, type -> !homes.contains(packageOf(root, type)));
  }

  /** Classes with other names than these; a nested class counts as its outermost one. */
  static DescribedPredicate<JavaClass> otherThan(String... names) {
    Set<String> excepted = Set.of(names);
    return DescribedPredicate.describe(
        "are not one of " + String.join(", ", names),
        type -> !excepted.contains(outermost(type).getSimpleName()));
  }

  /** The package below the root, empty for the root itself: {@code queue}, never {@code a.b}. */
  static String packageOf(String root, JavaClass type) {
    String name = type.getPackageName();
    if (!name.startsWith(root + ".")) {
      return "";
    }
    String below = name.substring(root.length() + 1);
    int dot = below.indexOf('.');
    return dot < 0 ? below : below.substring(0, dot);
  }

  static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(Calls::outermost).orElse(type);
  }
}
