package io.distcomp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import io.vertx.core.Deployable;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;

/**
 * The rules of the code's shape, for any root package: the product's own, or that of the classes
 * that break each rule on purpose. Used by {@link ArchitectureTest}.
 */
final class ArchitectureRules {

  /** Hazelcast's own API blocks, so cluster is not among them: it has threads for that. */
  private static final List<String> PACKAGES_ON_LOOPS = List.of("node", "bus", "queue", "api");

  private static final DescribedPredicate<JavaCall<?>> WAITING =
      Calls.to(Object.class, "wait")
          .or(Calls.to(Thread.class, "join"))
          .or(Calls.to(Process.class, "waitFor"))
          .or(Calls.to(Future.class, "get"))
          .or(Calls.to(CompletableFuture.class, "join"))
          .or(Calls.to(CountDownLatch.class, "await"))
          .or(Calls.to(Condition.class, "await"))
          .or(Calls.to(Semaphore.class, "acquire"))
          .or(Calls.to(BlockingQueue.class, "take", "put"))
          .or(Calls.to(ExecutorService.class, "awaitTermination", "invokeAll"));

  private static final DescribedPredicate<JavaCall<?>> READING_THE_TIME =
      Calls.toAnyIn("java.time", "now")
          .or(Calls.to(System.class, "currentTimeMillis"))
          .or(Calls.to(Clock.class, "system", "systemUTC", "systemDefaultZone"));

  private static final DescribedPredicate<JavaClass> VERTICLES =
      DescribedPredicate.describe(
          "are verticles", type -> type.isAssignableTo(Deployable.class) && !type.isInterface());

  private final String root;

  ArchitectureRules(String root) {
    this.root = root;
  }

  List<ArchRule> all() {
    return List.of(
        ownPackages(),
        noCycles(),
        libraries(),
        jsonOnTheBus(),
        eventBus(),
        clock(),
        sleep(),
        await(),
        waiting(),
        exit(),
        printing(),
        verticlesAreFinal(),
        verticlesReturnFutures(),
        verticlesTakeRecords(),
        nobodyReadsUntypedConfiguration(),
        verticlesAreInOrder());
  }

  private ArchRule ownPackages() {
    return classes()
        .should(new OwnPackages(root))
        .because("each package may use only those that OwnPackages lists for it");
  }

  private ArchRule noCycles() {
    return slices()
        .matching(root + ".(*)..")
        .should()
        .beFreeOfCycles()
        .because("packages that need each other cannot be read, tested or replaced one by one");
  }

  private ArchRule libraries() {
    return classes()
        .should(new Libraries(root))
        .because("a library that one package knows can be replaced in one package");
  }

  private ArchRule jsonOnTheBus() {
    DescribedPredicate<JavaClass> codecs =
        DescribedPredicate.describe(
            "are not codecs", type -> !Calls.outermost(type).getSimpleName().endsWith("Json"));
    return noClasses()
        .that()
        .resideInAPackage(root + ".bus..")
        .and(codecs)
        .and(Calls.otherThan("Bus", "BusAuth", "Channel", "DistCompClient"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx.core.json..", "com.fasterxml.jackson..")
        .because("messages are values of our own; only a codec knows how they look on the wire");
  }

  private ArchRule eventBus() {
    return noClasses()
        .that(Calls.otherThan("Bus", "BusApi", "DistCompClient"))
        .should()
        .callMethodWhere(Calls.to(Vertx.class, "eventBus"))
        .because("what travels is typed and listed in Channels; a raw address is neither");
  }

  private ArchRule clock() {
    return noClasses()
        .that(Calls.outside(root, ""))
        .and(Calls.otherThan("DistCompClient"))
        .should()
        .callMethodWhere(READING_THE_TIME)
        .orShould()
        .callConstructor(Date.class)
        .because("a Clock that is handed in lets a test choose the time");
  }

  private ArchRule sleep() {
    return noClasses()
        .should()
        .callMethodWhere(Calls.to(Thread.class, "sleep"))
        .because("code waits for a condition or a timer, never for luck");
  }

  private ArchRule await() {
    return noClasses()
        .that(Calls.outside(root, "cli", ""))
        .should()
        .callMethodWhere(Calls.to(io.vertx.core.Future.class, "await"))
        .because("only the command line and the main thread of a node may wait for a future");
  }

  private ArchRule waiting() {
    return noClasses()
        .that(DescribedPredicate.not(Calls.outside(root, PACKAGES_ON_LOOPS.toArray(String[]::new))))
        .should()
        .callMethodWhere(WAITING)
        .because("these packages run on event loops, and a blocked loop stops the whole node");
  }

  private ArchRule exit() {
    return noClasses()
        .that(Calls.otherThan("DistComp"))
        .should()
        .callMethodWhere(Calls.to(System.class, "exit"))
        .because("main alone turns a result into an exit code");
  }

  private ArchRule printing() {
    return noClasses()
        .that(Calls.outside(root, "cli", ""))
        .should(ACCESS_STANDARD_STREAMS)
        .because("a node logs; only the command line prints");
  }

  private ArchRule verticlesAreFinal() {
    return classes()
        .that(VERTICLES)
        .should()
        .haveModifier(JavaModifier.FINAL)
        .because("a verticle wires plain objects; nobody inherits from it");
  }

  private ArchRule verticlesReturnFutures() {
    return classes()
        .that(VERTICLES)
        .should()
        .beAssignableTo(VerticleBase.class)
        .because(
            "start and stop return futures there; in the older classes a failure can get lost");
  }

  private ArchRule verticlesTakeRecords() {
    return classes()
        .that(VERTICLES)
        .should(VerticleShape.takeRecords())
        .because("what a verticle needs is named and checked before it is deployed");
  }

  private ArchRule nobodyReadsUntypedConfiguration() {
    return noClasses()
        .should()
        .callMethodWhere(Calls.giving("io.vertx.core.json", "config"))
        .because("configuration is a record in the constructor, not a JSON object");
  }

  private ArchRule verticlesAreInOrder() {
    return classes()
        .that(VERTICLES)
        .should(VerticleShape.beInOrder())
        .because("every verticle reads alike: constructor, start, stop, handlers");
  }
}
