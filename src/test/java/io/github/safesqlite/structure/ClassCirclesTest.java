// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Classes that all know each other can only be read together, so they are few and in one package. */
class ClassCirclesTest {
    /** The nucleus of the write gate has as many, which change its state under one lock. */
    private static final int MOST_CLASSES = 10;

    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Sources.mainClasses());

    @Test
    void noCircleIsLarge() {
        assertEquals(
                List.of(),
                ClassCircles.of(CLASSES).stream()
                        .filter(circle -> circle.size() > MOST_CLASSES)
                        .toList());
    }

    @Test
    void noCircleCrossesAPackage() {
        assertEquals(
                List.of(),
                ClassCircles.of(CLASSES).stream()
                        .filter(circle -> circle.stream()
                                        .map(ClassCircles::packageOf)
                                        .distinct()
                                        .count()
                                > 1)
                        .toList());
    }

    @Test
    void circlesAreFound() {
        List<Set<String>> circles = ClassCircles.of(
                new ClassFileImporter().importClasses(ClassCirclesTest.class, Wheel.class, Hub.class, Spoke.class));
        assertEquals(List.of(Set.of(Wheel.class.getName(), Hub.class.getName(), Spoke.class.getName())), circles);
        assertFalse(circles.get(0).contains(ClassCirclesTest.class.getName()));
    }
}

interface Wheel {
    Hub hub();
}

interface Hub {
    Spoke[] spokes();
}

interface Spoke {
    Wheel wheel();
}
