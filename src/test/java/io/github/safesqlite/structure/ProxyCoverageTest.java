// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Wrapper;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The proxies against the JDBC of the running JDK: a method that runs SQL, ends a transaction or hands out a JDBC object
 * must be written by hand, whatever JDK adds it.
 */
class ProxyCoverageTest {
    /** What a caller could get back to the driver with. */
    private static final Set<Class<?>> HANDLES = Set.of(
            Connection.class,
            Statement.class,
            PreparedStatement.class,
            ResultSet.class,
            ResultSetMetaData.class,
            DatabaseMetaData.class,
            ParameterMetaData.class,
            Savepoint.class);

    private static final Pattern ACTS =
            Pattern.compile("execute.*|addBatch|clearBatch|cancel|close|closeOnCompletion|commit"
                    + "|rollback|abort|isValid|isClosed|next|getMoreResults|unwrap|isWrapperFor|prepare.*|create.*|setAutoCommit"
                    + "|setReadOnly|setTransactionIsolation|setSavepoint|releaseSavepoint|setNetworkTimeout|setQueryTimeout"
                    + "|beginRequest|endRequest");

    enum Proxy {
        CONNECTION("ConnectionProxy", Connection.class),
        STATEMENT("StatementProxy", Statement.class),
        PREPARED_STATEMENT("PreparedStatementProxy", PreparedStatement.class),
        RESULT_SET("ResultSetProxy", ResultSet.class),
        RESULT_SET_META_DATA("ResultSetMetaDataProxy", ResultSetMetaData.class),
        DATABASE_META_DATA("DatabaseMetaDataProxy", DatabaseMetaData.class);

        private final String className;
        private final Class<?> jdbc;

        Proxy(String simpleName, Class<?> jdbc) {
            this.className = "io.github.safesqlite.internal.proxy." + simpleName;
            this.jdbc = jdbc;
        }

        Class<?> type() throws ClassNotFoundException {
            return Class.forName(className);
        }

        Stream<Method> methods() {
            return Arrays.stream(jdbc.getMethods()).filter(method -> !Modifier.isStatic(method.getModifiers()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLeftAbstract(Proxy proxy) throws Exception {
        assertFalse(Modifier.isAbstract(proxy.type().getModifiers()), "the build has completed the class");
        Set<String> missing = new TreeSet<>();
        for (Method method : (Iterable<Method>) proxy.methods()::iterator) {
            Method implementation = proxy.type().getMethod(method.getName(), method.getParameterTypes());
            if (Modifier.isAbstract(implementation.getModifiers())) {
                missing.add(method.toString());
            }
        }
        assertEquals(Set.of(), missing);
    }

    @ParameterizedTest
    @EnumSource
    void whatActsOrHandsOutAJdbcObjectIsWrittenByHand(Proxy proxy) throws Exception {
        Set<String> generated = new TreeSet<>();
        for (Method method : (Iterable<Method>) proxy.methods()::iterator) {
            if (isSensitive(method)) {
                Method implementation = proxy.type().getMethod(method.getName(), method.getParameterTypes());
                if (!handWritten(implementation.getDeclaringClass()).contains(signature(method))) {
                    generated.add(method.toString());
                }
            }
        }
        assertEquals(Set.of(), generated);
    }

    /** A connection keeps its settings itself: a call that went to the driver would bind it for good. */
    @ParameterizedTest
    @EnumSource(names = {"CONNECTION", "STATEMENT", "PREPARED_STATEMENT"})
    void virtualObjectsDelegateNothingButShardingAndQuoting(Proxy proxy) throws Exception {
        Set<String> delegated = new TreeSet<>();
        for (Method method : (Iterable<Method>) proxy.methods()::iterator) {
            Method implementation = proxy.type().getMethod(method.getName(), method.getParameterTypes());
            if (!handWritten(implementation.getDeclaringClass()).contains(signature(method))) {
                delegated.add(method.getName());
            }
        }
        delegated.removeIf(name -> name.matches("setShardingKey.*|enquote.*|isSimpleIdentifier"));
        assertEquals(Set.of(), delegated);
    }

    private static boolean isSensitive(Method method) {
        return HANDLES.contains(method.getReturnType())
                || method.getDeclaringClass() == Wrapper.class
                || ACTS.matcher(method.getName()).matches();
    }

    /** The methods of a proxy class that have lines of source. */
    private static Set<String> handWritten(Class<?> type) throws IOException {
        if (type.isInterface()) {
            // A default of JDBC.
            return Set.of();
        }
        Set<String> written = new TreeSet<>();
        String resource = type.getName().replace('.', '/') + ".class";
        try (InputStream bytes = type.getClassLoader().getResourceAsStream(resource)) {
            new ClassReader(bytes)
                    .accept(
                            new ClassVisitor(Opcodes.ASM9) {
                                @Override
                                public MethodVisitor visitMethod(
                                        int access,
                                        String name,
                                        String descriptor,
                                        String generics,
                                        String[] exceptions) {
                                    return new MethodVisitor(Opcodes.ASM9) {
                                        @Override
                                        public void visitLineNumber(int line, Label start) {
                                            written.add(name + parameters(descriptor));
                                        }
                                    };
                                }
                            },
                            0);
        }
        return written;
    }

    private static String parameters(String descriptor) {
        return descriptor.substring(0, descriptor.indexOf(')') + 1);
    }

    private static String signature(Method method) {
        StringBuilder signature = new StringBuilder(method.getName()).append('(');
        for (Class<?> parameter : method.getParameterTypes()) {
            signature.append(parameter.descriptorString());
        }
        return signature.append(')').toString();
    }
}
