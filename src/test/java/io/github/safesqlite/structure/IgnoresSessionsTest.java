// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.safesqlite.internal.listeners.IgnoresSessions;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Listeners that say they do not hear when sessions end are not told, so they must have no method for it. */
class IgnoresSessionsTest {
    @Test
    void noneHasAMethodForTheEndOfSessions() {
        Set<JavaClass> ignoring = new ClassFileImporter()
                .importPath(Sources.mainClasses()).stream()
                        .filter(type -> type.isAssignableTo(IgnoresSessions.class) && !type.isInterface())
                        .collect(Collectors.toSet());
        assertFalse(ignoring.isEmpty());
        assertEquals(
                Set.of(),
                ignoring.stream()
                        .filter(type -> type.getMethods().stream()
                                .anyMatch(method -> method.getName().equals("sessionClosed")))
                        .collect(Collectors.toSet()));
    }
}
