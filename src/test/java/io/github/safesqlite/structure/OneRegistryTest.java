// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.safesqlite.internal.file.FileKey;
import io.github.safesqlite.internal.file.FilePlace;
import io.github.safesqlite.internal.file.SharedFile;
import io.github.safesqlite.internal.gate.WriteGate;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which files are open in this JVM is known in one place: what belongs to a file is a part of its {@link SharedFile}. */
class OneRegistryTest {
    private static final Set<Class<?>> FILE =
            Set.of(Path.class, FileKey.class, FilePlace.class, SharedFile.class, WriteGate.class);

    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Sources.mainClasses());

    private static boolean isRegistryOfFiles(JavaField field) {
        JavaClass type = field.getRawType();
        return field.getModifiers().contains(JavaModifier.STATIC)
                && (type.isAssignableTo(Map.class) || type.isAssignableTo(Collection.class))
                && field.getType().getAllInvolvedRawTypes().stream()
                        .anyMatch(involved -> FILE.stream().anyMatch(involved::isEquivalentTo));
    }

    @Test
    void filesAreRegisteredInOnePlace() {
        var registries = new TreeSet<String>();
        for (JavaClass type : CLASSES) {
            type.getFields().stream()
                    .filter(OneRegistryTest::isRegistryOfFiles)
                    .forEach(field -> registries.add(type.getSimpleName() + "." + field.getName()));
        }
        // The ledgers of maintenance and the files of the gate between processes are this library's own, which no
        // connection opens.
        assertEquals(Set.of("GateChannel.OPEN", "LedgerFile.OPEN", "SharedFiles.FILES"), registries);
    }
}
