package dev.hathora.operator;

import java.time.Clock;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** What each package may use, and what no class may do. */
@Execution(ExecutionMode.CONCURRENT)
class ArchitectureTest {
    private static final String OURS = "dev.hathora.operator";
    /** The packages that decide, and do nothing else. */
    private static final String[] BRAINS = {OURS + ".room..", OURS + ".roomset..", OURS + ".host.brain.."};

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(OURS);

    @ParameterizedTest(name = "{0} may use {1}")
    @CsvSource(delimiter = '|', nullValues = "nothing",
            textBlock = """
                    .api                     | nothing
                    .api.hathoraroom..       | .api
                    .api.hathoraapplication.. | .api
                    .api.hathoraroomset..    | .api .api.hathoraroom..
                    .cloud                   | nothing
                    .cloud.http..            | .cloud
                    .room..                  | .api.. .cloud
                    .roomset..               | nothing
                    .traffic..               | .cloud
                    .controller.memory..     | .api.. .cloud .room.. .traffic..
                    .controller.kubernetes.. | .api.. .cloud .room.. .traffic.. .controller.memory..
                    .controller.report..     | .api.. .cloud .room.. .roomset.. .traffic.. .controller.memory.. .controller.kubernetes..
                    .controller.watch..      | .api.. .cloud .room.. .traffic.. .controller.memory.. .controller.kubernetes..
                    .controller.pass..       | .api.. .cloud .room.. .traffic.. .controller.memory.. .controller.kubernetes.. .controller.report..
                    .controller.roomset..    | .api.. .room.. .roomset.. .traffic.. .controller.memory.. .controller.kubernetes.. .controller.report..
                    .controller..            | .api.. .cloud .room.. .roomset.. .traffic..
                    .metrics..               | .api.. .cloud .room.. .roomset.. .traffic.. .controller..
                    .roomv2..                | .cloud
                    .simulator..             | .cloud .roomv2..
                    .host.model..            | .cloud
                    .host.brain..            | .cloud .host.model..
                    .host.runtime..          | .cloud .host.model.. .host.brain.. .controller.kubernetes..
                    .host.store..            | .cloud .host.model..
                    .host.engine..           | .cloud .host.model.. .host.brain.. .host.runtime.. .host.store..
                    .host.applications..     | .api.. .cloud .host.model.. .host.brain.. .host.runtime.. .host.store.. .host.engine..
                    .host.cluster..          | .api.. .cloud .host.model.. .host.brain.. .host.runtime.. .host.store.. .host.engine.. .host.applications.. .controller.kubernetes..
                    .host.service..          | .cloud .roomv2.. .host.model.. .host.brain.. .host.runtime.. .host.store.. .host.engine..
                    .settings..              | .room.. .controller.kubernetes..
                    .cluster..               | .settings.. .controller.kubernetes..
                    .host.metrics..          | .roomv2.. .host.model.. .host.store.. .host.engine..
                    .host                    | .cloud .roomv2.. .endpoint.. .host..
                    .cli..                   | .settings.. .cluster.. .simulator.. .host..
                    .endpoint..              | nothing
                    .process..               | .api.. .cloud .cloud.http.. .room.. .traffic.. .controller.. .metrics.. .settings.. .endpoint.. .cluster..
                    """)
    void dependenciesPointOneWay(String user, String used) {
        String[] allowed = Stream
                .concat(Stream.of(user), used == null ? Stream.empty() : Arrays.stream(used.split(" ")))
                .map(suffix -> OURS + suffix)
                .toArray(String[]::new);
        check(noClasses().that()
                .resideInAPackage(OURS + user)
                .should()
                .dependOnClassesThat(resideInAPackage(OURS + "..").and(not(resideInAnyPackage(allowed)))));
    }

    @Test
    void everyPackageHasItsPlace() {
        check(classes().should()
                .resideInAnyPackage(OURS, OURS + ".api..", OURS + ".cloud..", OURS + ".room..", OURS + ".roomset..",
                        OURS + ".traffic..", OURS + ".controller..",
                        OURS + ".metrics..", OURS + ".roomv2..", OURS + ".simulator..", OURS + ".host..",
                        OURS + ".settings..", OURS + ".cluster..", OURS + ".cli..", OURS + ".endpoint..",
                        OURS + ".process.."));
        check(slices().matching(OURS + ".(**)").should().beFreeOfCycles());
    }

    /** They share what is in Waiting, so that each can be read without the whole. */
    @Test
    void noPartOfThePlannerUsesThePlanner() {
        check(noClasses().that()
                .resideInAPackage(OURS + ".room..")
                .and().haveSimpleNameNotStartingWith("Planner")
                .should()
                .dependOnClassesThat().haveFullyQualifiedName(OURS + ".room.Planner"));
    }

    /** None decides by calling Hathora: one is pure, the others are Hathora. */
    @ParameterizedTest
    @ValueSource(strings = {"room", "roomv2", "simulator", "host"})
    void ofTheCloudOnlyItsTypesAreShared(String user) {
        DescribedPredicate<JavaClass> type = describe("records, enums and exceptions",
                c -> c.isRecord() || c.isEnum() || c.isAssignableTo(Throwable.class));
        check(noClasses().that()
                .resideInAPackage(OURS + "." + user + "..")
                .should()
                .dependOnClassesThat(resideInAPackage(OURS + ".cloud..").and(not(type))));
    }

    @Test
    void theBrainHasNoHands() {
        check(noClasses().that()
                .resideInAnyPackage(BRAINS)
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.io..", "java.nio.file..", "java.net.http..",
                        "java.util.concurrent..", "java.util.random..", "java.security.SecureRandom", "org.slf4j..",
                        "io.javaoperatorsdk.."))
                .orShould()
                .dependOnClassesThat(resideInAPackage("io.fabric8.kubernetes.client..")
                        .and(describe("not the class of all resources",
                                c -> !c.getSimpleName().equals("CustomResource")))));
    }

    @Test
    void theBrainHasNoClockAndNoDice() {
        check(noClasses().that()
                .resideInAnyPackage(BRAINS)
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Clock.class, Random.class, Thread.class)
                .orShould()
                .callMethodWhere(describe("reads the time or rolls dice", ArchitectureTest::isClockOrDice)));
    }

    private static boolean isClockOrDice(JavaAccess<?> call) {
        JavaClass owner = call.getTargetOwner();
        return switch (call.getName()) {
            case "now" -> owner.getPackageName().startsWith("java.time");
            case "currentTimeMillis", "nanoTime" -> owner.isEquivalentTo(System.class);
            case "randomUUID" -> owner.isEquivalentTo(UUID.class);
            case "random" -> owner.isEquivalentTo(Math.class);
            default -> false;
        };
    }

    @Test
    void nothingIsPrintedOutsideTheCommandLine() {
        check(noClasses().that()
                .resideOutsideOfPackages(OURS, OURS + ".cli..")
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS));
    }

    @Test
    void thereIsOneLoggingLibrary() {
        check(GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING);
    }

    @Test
    void nothingStaticChanges() {
        check(fields().that().areStatic().should().beFinal());
        check(fields().that()
                .areStatic()
                .should()
                .notHaveRawType(resideInAPackage("java.util.concurrent..").and(not(describe("enums",
                        JavaClass::isEnum)))));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }
}
