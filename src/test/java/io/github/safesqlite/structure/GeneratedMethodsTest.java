// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.safesqlite.SafeSqliteDriver;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The methods that the build adds are in the same order in every build, so that the jar can be reproduced. */
class GeneratedMethodsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "proxy.DatabaseMetaDataProxy",
                "proxy.ResultSetMetaDataProxy",
                "proxy.ResultSetProxy",
                "readout.MemoryResultSet"
            })
    void areSorted(String name) throws IOException {
        List<String> generated = new ArrayList<>();
        String file = "/io/github/safesqlite/internal/" + name.replace('.', '/') + ".class";
        try (InputStream bytes = SafeSqliteDriver.class.getResourceAsStream(file)) {
            new ClassReader(bytes).accept(new Generated(generated), 0);
        }
        assertFalse(generated.isEmpty());
        assertEquals(generated.stream().sorted().toList(), generated);
    }

    /** Those without line numbers. */
    private static final class Generated extends ClassVisitor {
        private final List<String> found;

        Generated(List<String> found) {
            super(Opcodes.ASM9);
            this.found = found;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            return new MethodVisitor(Opcodes.ASM9) {
                private boolean written = (access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) != 0;

                @Override
                public void visitLineNumber(int line, Label start) {
                    written = true;
                }

                @Override
                public void visitEnd() {
                    if (!written) {
                        found.add(name + descriptor);
                    }
                }
            };
        }
    }
}
