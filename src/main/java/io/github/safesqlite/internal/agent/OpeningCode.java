// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.agent;

import static org.objectweb.asm.Opcodes.AALOAD;
import static org.objectweb.asm.Opcodes.AASTORE;
import static org.objectweb.asm.Opcodes.ANEWARRAY;
import static org.objectweb.asm.Opcodes.ARETURN;
import static org.objectweb.asm.Opcodes.CHECKCAST;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.F_SAME1;
import static org.objectweb.asm.Opcodes.ICONST_0;
import static org.objectweb.asm.Opcodes.ICONST_1;
import static org.objectweb.asm.Opcodes.ICONST_2;
import static org.objectweb.asm.Opcodes.ICONST_3;
import static org.objectweb.asm.Opcodes.IFNULL;
import static org.objectweb.asm.Opcodes.INVOKEINTERFACE;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.POP;

import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes this at the beginning of a method, which goes on as it did if there is no such connection:
 *
 * <pre>{@code
 * var opening = Class.forName("...Opening", true, ClassLoader.getSystemClassLoader());
 * var connection = (Connection) ((Callable) opening.getConstructors()[0].newInstance(JDBC.class, url, properties)).call();
 * if (connection != null) {
 *     return connection;
 * }
 * }</pre>
 *
 * <p>The agent's jar is on the path of the system class loader, whichever class loader the driver has.
 */
final class OpeningCode extends MethodVisitor {
    private static final String CONNECTION = "java/sql/Connection";

    private final OpeningClass type;

    OpeningCode(MethodVisitor target, OpeningClass type) {
        super(Opcodes.ASM9, target);
        this.type = type;
    }

    @Override
    public void visitCode() {
        super.visitCode();
        loadConstructor();
        loadArguments();
        call("java/lang/reflect/Constructor", "newInstance", "([Ljava/lang/Object;)Ljava/lang/Object;");
        visitTypeInsn(CHECKCAST, "java/util/concurrent/Callable");
        visitMethodInsn(INVOKEINTERFACE, "java/util/concurrent/Callable", "call", "()Ljava/lang/Object;", true);
        visitTypeInsn(CHECKCAST, CONNECTION);
        returnUnlessNull();
    }

    private void loadConstructor() {
        visitLdcInsn(Opening.class.getName());
        visitInsn(ICONST_1);
        visitMethodInsn(
                INVOKESTATIC, "java/lang/ClassLoader", "getSystemClassLoader", "()Ljava/lang/ClassLoader;", false);
        visitMethodInsn(
                INVOKESTATIC,
                "java/lang/Class",
                "forName",
                "(Ljava/lang/String;ZLjava/lang/ClassLoader;)Ljava/lang/Class;",
                false);
        call("java/lang/Class", "getConstructors", "()[Ljava/lang/reflect/Constructor;");
        visitInsn(ICONST_0);
        visitInsn(AALOAD);
    }

    private void loadArguments() {
        visitInsn(ICONST_3);
        visitTypeInsn(ANEWARRAY, "java/lang/Object");
        visitInsn(DUP);
        visitInsn(ICONST_0);
        // Of the same class loader, and one for all three classes.
        visitLdcInsn(Type.getObjectType(OpeningClass.DRIVER.internalName()));
        visitInsn(AASTORE);
        visitInsn(DUP);
        visitInsn(ICONST_1);
        type.loadUrl(this);
        visitInsn(AASTORE);
        visitInsn(DUP);
        visitInsn(ICONST_2);
        type.loadProperties(this);
        visitInsn(AASTORE);
    }

    private void returnUnlessNull() {
        var original = new Label();
        visitInsn(DUP);
        visitJumpInsn(IFNULL, original);
        visitInsn(ARETURN);
        visitLabel(original);
        visitFrame(F_SAME1, 0, null, 1, new Object[] {CONNECTION});
        visitInsn(POP);
    }

    private void call(String owner, String name, String descriptor) {
        visitMethodInsn(INVOKEVIRTUAL, owner, name, descriptor, false);
    }
}
