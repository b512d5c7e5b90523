// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.agent;

import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.MethodVisitor;

/**
 * A class of sqlite-jdbc with methods that open a connection and return it as a {@code java.sql.Connection}. Its other methods
 * return the driver's own class, which a connection of the library is not, and stay as they are.
 */
enum OpeningClass {
    DRIVER("JDBC", "connect(Ljava/lang/String;Ljava/util/Properties;)") {
        @Override
        void loadUrl(MethodVisitor code) {
            code.visitVarInsn(ALOAD, 1);
        }

        @Override
        void loadProperties(MethodVisitor code) {
            code.visitVarInsn(ALOAD, 2);
        }
    },
    /** The method with user and password, which the driver ignores too, is the one that callers of the interface reach. */
    DATA_SOURCE("SQLiteDataSource", "getConnection()", "getConnection(Ljava/lang/String;Ljava/lang/String;)") {
        @Override
        void loadUrl(MethodVisitor code) {
            code.visitVarInsn(ALOAD, 0);
            code.visitMethodInsn(INVOKEVIRTUAL, internalName(), "getUrl", "()Ljava/lang/String;", false);
        }

        @Override
        void loadProperties(MethodVisitor code) {
            String config = CONFIG.internalName();
            code.visitVarInsn(ALOAD, 0);
            code.visitMethodInsn(INVOKEVIRTUAL, internalName(), "getConfig", "()L" + config + ";", false);
            code.visitMethodInsn(INVOKEVIRTUAL, config, "toProperties", "()Ljava/util/Properties;", false);
        }
    },
    CONFIG("SQLiteConfig", "createConnection(Ljava/lang/String;)") {
        @Override
        void loadUrl(MethodVisitor code) {
            code.visitVarInsn(ALOAD, 1);
        }

        @Override
        void loadProperties(MethodVisitor code) {
            code.visitVarInsn(ALOAD, 0);
            code.visitMethodInsn(INVOKEVIRTUAL, internalName(), "toProperties", "()Ljava/util/Properties;", false);
        }
    };

    private final String internalName;
    private final Set<String> methods;

    OpeningClass(String simpleName, String... methods) {
        this.internalName = "org/sqlite/" + simpleName;
        this.methods = Set.of(methods);
    }

    /** The one of this name, or none. */
    static Optional<OpeningClass> named(String internalName) {
        return Arrays.stream(values())
                .filter(type -> type.internalName.equals(internalName))
                .findFirst();
    }

    String internalName() {
        return internalName;
    }

    /** How many methods of it open a connection. */
    int methods() {
        return methods.size();
    }

    /** Whether this method opens a connection. */
    boolean opens(String name, String descriptor) {
        return methods.stream().anyMatch(method -> (name + descriptor).equals(method + "Ljava/sql/Connection;"));
    }

    /** Writes the code that puts the URL on the stack at the beginning of such a method. */
    abstract void loadUrl(MethodVisitor code);

    /** Writes the code that puts the properties on the stack at the beginning of such a method. */
    abstract void loadProperties(MethodVisitor code);
}
