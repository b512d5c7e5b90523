// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.agent;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Changes the methods of sqlite-jdbc that open connections, when their class is loaded. Safe for use by multiple threads. */
final class OpeningTransformer implements ClassFileTransformer {
    private final AgentReport report;

    OpeningTransformer(AgentReport report) {
        this.report = report;
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> loaded,
            @Nullable ProtectionDomain domain,
            byte[] original) {
        // Each class of the application passes here.
        if (name == null || !name.startsWith("org/sqlite/")) {
            return null;
        }
        return OpeningClass.named(name)
                .map(type -> changed(type, AgentReport.place(domain), original))
                .orElse(null);
    }

    private byte @Nullable [] changed(OpeningClass type, String place, byte[] original) {
        var changes = new ArrayList<String>();
        try {
            var reader = new ClassReader(original);
            var writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
            reader.accept(new Changes(writer, type, changes), 0);
            report.changed(place, changes);
            if (changes.size() < type.methods()) {
                report.problem(type, place, "it has other methods than those that the agent knows");
            }
            return writer.toByteArray();
        } catch (RuntimeException unreadable) {
            // The JVM would drop it without a word.
            report.problem(type, place, unreadable.toString());
            return null;
        }
    }

    private static final class Changes extends ClassVisitor {
        private final OpeningClass type;
        private final List<String> changes;

        Changes(ClassVisitor target, OpeningClass type, List<String> changes) {
            super(Opcodes.ASM9, target);
            this.type = type;
            this.changes = changes;
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            MethodVisitor target = super.visitMethod(access, name, descriptor, signature, exceptions);
            if (!type.opens(name, descriptor)) {
                return target;
            }
            changes.add(Type.getObjectType(type.internalName()).getClassName() + "." + name + "("
                    + Arrays.stream(Type.getArgumentTypes(descriptor))
                            .map(argument -> argument.getClassName().replaceFirst(".*\\.", ""))
                            .collect(Collectors.joining(", "))
                    + ")");
            return new OpeningCode(target, type);
        }
    }
}
