package quorate.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import quorate.task.Machine;

/** The rules of the house; each was broken once on purpose when it was written. */
class ArchitectureTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("quorate");

  private static final List<String> STAGES =
      List.of(
          "gateway",
          "dispatch",
          "inference",
          "consensus",
          "trust",
          "ledger",
          "taskmap",
          "training",
          "volunteer");

  @TestFactory
  Stream<DynamicTest> stageRoomsAreStrangers() {
    return STAGES.stream().map(stage -> DynamicTest.dynamicTest(stage, () -> stranger(stage)));
  }

  private static void stranger(String stage) {
    String[] others =
        Stream.concat(STAGES.stream(), Stream.of("node", "cli", "client"))
            .filter(room -> !room.equals(stage) && !mayUse(stage, room))
            .map(room -> "quorate." + room + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage("quorate." + stage + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .allowEmptyShould(true)
        .check(HOUSE);
  }

  /** The trainer makes models in the form that inference reads. */
  private static boolean mayUse(String stage, String room) {
    return stage.equals("training") && room.equals("inference");
  }

  @Test
  void sharedWordsKnowNoRoom() {
    noClasses()
        .that()
        .resideInAPackage("quorate.task..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are another room or a technology",
                (JavaClass c) ->
                    !c.getPackageName().startsWith("java")
                        && !c.getPackageName().startsWith("quorate.task")
                        && !c.getPackageName().startsWith("org.jspecify")
                        && !c.isPrimitive()
                        && !c.isArray()))
        .check(HOUSE);
    noClasses()
        .that()
        .resideInAPackage("quorate.wire")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..", "com.hazelcast..", "org.tensorflow..", "org.slf4j..")
        .check(HOUSE);
    noClasses()
        .that()
        .resideInAPackage("quorate.rocksdb..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are a room",
                (JavaClass c) ->
                    c.getPackageName().startsWith("quorate.")
                        && !c.getPackageName().startsWith("quorate.rocksdb")))
        .check(HOUSE);
  }

  /** It plays what nodes decide, so that it must know no more of the world than they do. */
  @Test
  void simulationOnlyThinksAndNoNodeNeedsIt() {
    noClasses()
        .that()
        .resideInAPackage("quorate.simulation..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are of the world or of a room that it does not play",
                (JavaClass c) ->
                    worldly(c.getPackageName())
                        || List.of("gateway", "ledger", "taskmap", "training", "node", "client")
                            .contains(room(c.getPackageName()))))
        .check(HOUSE);
    noClasses()
        .that()
        .resideOutsideOfPackages("quorate.simulation..", "quorate.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("quorate.simulation..")
        .check(HOUSE);
  }

  private static String room(String name) {
    String house = "quorate.";
    if (!name.startsWith(house)) {
      return "";
    }
    int end = name.indexOf('.', house.length());
    return name.substring(house.length(), end < 0 ? name.length() : end);
  }

  @Test
  void technologyIsNamedInOnePlace() {
    only("org.tensorflow..", "quorate.inference.tensorflow..", "quorate.training..");
    only("com.hazelcast..", "quorate.node.cluster..");
    only("io.vertx.spi.cluster.hazelcast..", "quorate.node.cluster..");
    only(
        "org.rocksdb..",
        "quorate.rocksdb..",
        "quorate.gateway.journal..",
        "quorate.ledger.store.rocksdb..");
    only("org.bouncycastle..", "quorate.wire..", "quorate.node.membership.x509..");
    only("picocli..", "quorate.cli..");
    only("io.micrometer..", "quorate.node..");
    only("com.fasterxml.jackson.dataformat..", "quorate.node..", "quorate.inference..");
    only("ch.qos.logback..", "quorate.node..", "quorate.cli..");
  }

  private static void only(String technology, String... rooms) {
    noClasses()
        .that()
        .resideOutsideOfPackages(rooms)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(technology)
        .check(HOUSE);
  }

  @Test
  void machinesOnlyThink() {
    classes()
        .that()
        .implement(Machine.class)
        .should()
        .onlyDependOnClassesThat(
            DescribedPredicate.describe(
                "think: no Vert.x, Hazelcast, TensorFlow, I/O, threads, logger",
                (JavaClass c) -> !worldly(c.getPackageName())))
        .allowEmptyShould(true)
        .check(HOUSE);
    for (Class<?> hidden : List.of(Math.class, System.class)) {
      noClasses()
          .that()
          .implement(Machine.class)
          .should()
          .callMethod(hidden, hidden == Math.class ? "random" : "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .allowEmptyShould(true)
          .check(HOUSE);
    }
  }

  private static boolean worldly(String name) {
    return Arrays.stream(
            new String[] {
              "io.vertx",
              "com.hazelcast",
              "org.tensorflow",
              "org.rocksdb",
              "org.slf4j",
              "java.io",
              "java.net",
              "java.nio.file",
              "java.util.concurrent",
              "io.reactivex"
            })
        .anyMatch(name::startsWith);
  }

  @Test
  void noPackageCycles() {
    slices().matching("quorate.(*)..").should().beFreeOfCycles().check(HOUSE);
  }
}
