// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.structure;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session stands on four floors, each of which knows those beneath it only. */
class SessionFloorsTest {
    private static final String ROOT = "io.github.safesqlite.internal.";
    private static final String SESSION = ROOT + "session.Session";

    /** From the lowest to the highest. */
    private static final List<String> FLOORS =
            List.of(ROOT + "binding", ROOT + "transaction", ROOT + "execution", ROOT + "session");

    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Sources.mainClasses());

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void floorKnowsNothingAboveIt(int floor) {
        noClasses()
                .that()
                .resideInAPackage(FLOORS.get(floor))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(FLOORS.subList(floor + 1, FLOORS.size()).toArray(String[]::new))
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void noLowerFloorNamesTheSession(int floor) {
        noClasses()
                .that()
                .resideInAPackage(FLOORS.get(floor))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(SESSION)
                .check(CLASSES);
    }

    @Test
    void circlesOnAFloorArePairs() {
        assertEquals(
                List.of(),
                ClassCircles.of(CLASSES).stream()
                        .filter(circle -> circle.size() > 2)
                        .filter(circle ->
                                circle.stream().map(ClassCircles::packageOf).anyMatch(FLOORS::contains))
                        .toList());
    }

    @Test
    void eachFloorHasClasses() {
        assertTrue(CLASSES.contain(SESSION));
        for (String floor : FLOORS) {
            assertFalse(CLASSES.that(resideInAPackage(floor)).isEmpty(), floor);
        }
    }
}
