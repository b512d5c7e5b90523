// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.structure;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.sql.DriverManager;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Which package may use which: the arrows of docs/design.md. */
class PackageArrowsTest {
    private static final String ROOT = "io.github.safesqlite";

    /** The root package in the table. */
    static final String ENTRY_POINTS = "";

    /** From each package to those that it may use. The entry points may use all but the doors above them. */
    static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("internal.log", Set.of()),
            Map.entry("internal.background", Set.of("internal.log")),
            Map.entry("event", Set.of()),
            Map.entry("internal.codes", Set.of()),
            Map.entry("internal.text", Set.of("internal.sql", "internal.codes", "event")),
            Map.entry("internal.listeners", Set.of("internal.log", "internal.background", "event")),
            Map.entry("internal.path", Set.of()),
            Map.entry("config", Set.of("internal.pragma", "internal.text", "internal.path", "event", "error")),
            Map.entry("error", Set.of("internal.codes", "internal.text", "event")),
            Map.entry("snapshot", Set.of("event")),
            Map.entry("change", Set.of()),
            Map.entry("internal.change", Set.of("change", "internal.background", "internal.log")),
            Map.entry("management", Set.of()),
            Map.entry(
                    "internal.management",
                    Set.of(
                            "internal.batch",
                            "internal.gate",
                            "internal.listeners",
                            "management",
                            "internal.log",
                            "snapshot",
                            "event")),
            Map.entry(
                    "internal.metrics",
                    Set.of(
                            "internal.batch",
                            "internal.text",
                            "internal.listeners",
                            "snapshot",
                            "config",
                            "event",
                            "error")),
            Map.entry(
                    "internal.recording",
                    Set.of("internal.gate", "internal.listeners", "internal.background", "internal.text", "event")),
            Map.entry("batch", Set.of("snapshot")),
            Map.entry("counter", Set.of("snapshot")),
            Map.entry(
                    "internal.counter",
                    Set.of(
                            "counter",
                            "batch",
                            "internal.batch",
                            "internal.listeners",
                            "internal.log",
                            "internal.background",
                            "internal.sql",
                            "internal.time",
                            "snapshot")),
            Map.entry(
                    "internal.batch",
                    Set.of(
                            "batch",
                            "internal.text",
                            "internal.listeners",
                            "internal.log",
                            "internal.background",
                            "internal.retry",
                            "internal.sql",
                            "internal.time",
                            "snapshot",
                            "event",
                            "error")),
            Map.entry("internal.agent", Set.of()),
            Map.entry("internal.flyway", Set.of("config")),
            Map.entry("internal.spring", Set.of(ENTRY_POINTS, "config", "snapshot")),
            Map.entry(
                    "junit",
                    Set.of(
                            ENTRY_POINTS,
                            "internal.management",
                            "internal.listeners",
                            "internal.log",
                            "snapshot",
                            "event")),
            Map.entry("spring", Set.of("junit")),
            Map.entry("internal.tenant", Set.of("internal.log", "internal.time", "snapshot", "error")),
            Map.entry("internal.time", Set.of()),
            Map.entry("internal.pragma", Set.of()),
            Map.entry("internal.sql", Set.of("internal.pragma")),
            Map.entry("internal.lock", Set.of()),
            Map.entry("internal.invariant", Set.of("internal.time")),
            Map.entry("internal.readout", Set.of()),
            Map.entry(
                    "internal.gate",
                    Set.of(
                            "internal.invariant",
                            "internal.background",
                            "internal.lock",
                            "internal.text",
                            "internal.sql",
                            "internal.time",
                            "snapshot",
                            "event",
                            "error")),
            Map.entry(
                    "internal.file",
                    Set.of(
                            "internal.change",
                            "internal.codes",
                            "internal.path",
                            "internal.log",
                            "internal.time",
                            "internal.gate",
                            "internal.retry",
                            "config",
                            "error")),
            Map.entry(
                    "internal.retry",
                    Set.of("internal.codes", "internal.listeners", "internal.time", "config", "event", "error")),
            Map.entry(
                    "internal.leak",
                    Set.of(
                            "internal.invariant",
                            "internal.text",
                            "internal.listeners",
                            "internal.background",
                            "internal.gate",
                            "internal.time",
                            "internal.log",
                            "config",
                            "event",
                            "error")),
            Map.entry(
                    "internal.driver",
                    Set.of(
                            "internal.change",
                            "internal.codes",
                            "internal.readout",
                            "internal.pragma",
                            "internal.file",
                            "internal.text",
                            "internal.listeners",
                            "internal.path",
                            "internal.log",
                            "internal.gate",
                            "internal.retry",
                            "internal.sql",
                            "internal.time",
                            "config",
                            "event",
                            "error")),
            Map.entry(
                    "internal.opening",
                    Set.of(
                            "internal.change",
                            "internal.codes",
                            "internal.pragma",
                            "internal.driver",
                            "internal.file",
                            "internal.text",
                            "internal.listeners",
                            "internal.path",
                            "internal.log",
                            "internal.gate",
                            "internal.retry",
                            "internal.sql",
                            "internal.time",
                            "config",
                            "event",
                            "error")),
            Map.entry(
                    "internal.pool",
                    Set.of(
                            "internal.invariant",
                            "internal.lock",
                            "internal.driver",
                            "internal.opening",
                            "internal.file",
                            "snapshot",
                            "internal.text",
                            "internal.listeners",
                            "internal.path",
                            "internal.background",
                            "internal.log",
                            "internal.gate",
                            "internal.retry",
                            "internal.sql",
                            "internal.time",
                            "config",
                            "event",
                            "error")),
            Map.entry(
                    "internal.learning",
                    Set.of(
                            "internal.file",
                            "snapshot",
                            "internal.log",
                            "internal.text",
                            "internal.sql",
                            "internal.time",
                            "config")),
            Map.entry(
                    "internal.binding",
                    Set.of(
                            "internal.learning",
                            "internal.codes",
                            "internal.log",
                            "internal.driver",
                            "internal.file",
                            "internal.text",
                            "internal.listeners",
                            "internal.background",
                            "internal.pool",
                            "internal.gate",
                            "internal.readout",
                            "internal.retry",
                            "internal.sql",
                            "internal.leak",
                            "internal.time",
                            "config",
                            "event",
                            "error")),
            Map.entry(
                    "internal.transaction",
                    Set.of(
                            "internal.background",
                            "internal.learning",
                            "internal.codes",
                            "internal.binding",
                            "internal.opening",
                            "internal.driver",
                            "internal.file",
                            "internal.text",
                            "internal.listeners",
                            "internal.pool",
                            "internal.gate",
                            "internal.retry",
                            "internal.sql",
                            "internal.leak",
                            "internal.time",
                            "config",
                            "event",
                            "error")),
            Map.entry(
                    "internal.execution",
                    Set.of(
                            "internal.learning",
                            "internal.codes",
                            "internal.transaction",
                            "internal.binding",
                            "internal.opening",
                            "internal.driver",
                            "internal.file",
                            "internal.text",
                            "internal.listeners",
                            "internal.pool",
                            "internal.gate",
                            "internal.readout",
                            "internal.retry",
                            "internal.sql",
                            "internal.leak",
                            "internal.time",
                            "config",
                            "error")),
            Map.entry(
                    "internal.session",
                    Set.of(
                            "internal.learning",
                            "internal.codes",
                            "internal.execution",
                            "internal.transaction",
                            "internal.binding",
                            "internal.driver",
                            "internal.text",
                            "internal.listeners",
                            "internal.background",
                            "internal.pool",
                            "internal.gate",
                            "internal.readout",
                            "internal.retry",
                            "internal.sql",
                            "internal.leak",
                            "internal.time",
                            "config",
                            "event",
                            "error")),
            Map.entry(
                    "internal.wal",
                    Set.of(
                            "internal.driver",
                            "internal.opening",
                            "internal.file",
                            "internal.text",
                            "internal.listeners",
                            "internal.path",
                            "internal.background",
                            "internal.log",
                            "internal.pool",
                            "internal.gate",
                            "internal.retry",
                            "internal.leak",
                            "internal.time",
                            "snapshot",
                            "config",
                            "event",
                            "error")),
            Map.entry(
                    "internal.maintenance",
                    Set.of(
                            "internal.driver",
                            "internal.opening",
                            "internal.file",
                            "internal.listeners",
                            "internal.path",
                            "internal.background",
                            "internal.log",
                            "internal.backup",
                            "internal.pool",
                            "internal.gate",
                            "internal.retry",
                            "internal.time",
                            "config",
                            "event")),
            Map.entry(
                    "internal.backup",
                    Set.of(
                            "internal.driver",
                            "internal.opening",
                            "internal.file",
                            "internal.background",
                            "internal.path",
                            "internal.pool",
                            "internal.gate",
                            "internal.time",
                            "error")),
            Map.entry(
                    "internal.diagnosis",
                    Set.of(
                            "internal.invariant",
                            "internal.background",
                            "config",
                            "internal.learning",
                            "internal.sql",
                            "internal.driver",
                            "internal.opening",
                            "internal.text",
                            "internal.listeners",
                            "internal.log",
                            "internal.pool",
                            "internal.gate",
                            "internal.leak",
                            "internal.wal",
                            "internal.time",
                            "snapshot",
                            "event",
                            "error")),
            Map.entry("internal.proxy", Set.of("internal.session", "internal.execution", "internal.binding")),
            Map.entry("internal.proxy.build", Set.of()));

    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Sources.mainClasses());

    static Set<String> packages() {
        return new TreeSet<>(ARROWS.keySet());
    }

    @ParameterizedTest
    @MethodSource("packages")
    void packageUsesOnlyThoseBelowIt(String name) {
        Set<String> allowed =
                ARROWS.get(name).stream().map(PackageArrowsTest::full).collect(Collectors.toSet());
        allowed.add(full(name));
        DescribedPredicate<JavaClass> allowedOrForeign = resideInAnyPackage(allowed.toArray(String[]::new))
                .or(DescribedPredicate.not(resideInAPackage(ROOT + "..")));
        classes()
                .that()
                .resideInAPackage(full(name))
                .should()
                .onlyDependOnClassesThat(allowedOrForeign)
                .check(CLASSES);
    }

    private static String full(String name) {
        return name.equals(ENTRY_POINTS) ? ROOT : ROOT + "." + name;
    }

    @Test
    void tableHasEveryPackage() {
        Set<String> found = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.equals(ROOT))
                .map(name -> name.substring(ROOT.length() + 1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(packages(), found);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    /** Settings know its options, and DataSources the functions and collations that an application hands over. */
    @Test
    void sqliteJdbcIsKnownToConfigRetryAndDriverOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        full("config"), full("internal.retry"), full("internal.driver"), full("internal.opening"))
                .and()
                .haveNameNotMatching(".*\\.DataSourceBean")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.sqlite..")
                .check(CLASSES);
    }

    @Test
    void loggingGoesThroughOneClass() {
        noClasses()
                .that()
                .resideOutsideOfPackage(full("internal.log"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.slf4j..")
                .check(CLASSES);
    }

    @Test
    void dropwizardIsKnownToMetricsOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(full("internal.metrics"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.codahale..")
                .check(CLASSES);
    }

    @Test
    void micrometerIsKnownToMetricsAndSpringOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages(full("internal.metrics"), full("internal.spring"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(CLASSES);
    }

    @Test
    void flightRecorderIsKnownToRecordingOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(full("internal.recording"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.jfr..")
                .check(CLASSES);
    }

    @Test
    void byteBuddyIsKnownToTheBuildOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(full("internal.proxy.build"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("net.bytebuddy..")
                .check(CLASSES);
    }

    @Test
    void asmIsKnownToTheAgentOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(full("internal.agent"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.objectweb..", "java.lang.instrument..", full("internal.agent"))
                .check(CLASSES);
    }

    /** Only the static method of the driver: the agent changes the others, so that they come here. */
    @Test
    void noConnectionIsOpenedByAMethodThatTheAgentChanges() {
        noClasses()
                .should()
                .callMethod(JDBC.class, "connect", String.class, Properties.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(SQLiteDataSource.class)
                .orShould()
                .callMethod(SQLiteConfig.class, "createConnection", String.class)
                .orShould()
                .callMethodWhere(
                        target(owner(type(DriverManager.class))).and(target(nameMatching("getConnection|getDriver"))))
                .check(CLASSES);
    }

    @Test
    void junitIsKnownToExtensionsOfTestsOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages(full("junit"), full("spring"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.junit..", full("junit"))
                .check(CLASSES);
    }

    @Test
    void flywayIsKnownToItsDoorOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(full("internal.flyway"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.flywaydb..", full("internal.flyway"))
                .check(CLASSES);
    }

    @Test
    void springIsKnownToItsDoorsOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages(full("internal.spring"), full("spring"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", full("internal.spring"), full("spring"))
                .check(CLASSES);
    }

    @Test
    void testLibrariesStayInTests() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.awaitility..", "com.zaxxer..")
                .check(CLASSES);
    }
}
