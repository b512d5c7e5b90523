// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.proxy.build;

import static net.bytebuddy.matcher.ElementMatchers.any;
import static net.bytebuddy.matcher.ElementMatchers.nameStartsWith;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;

import java.lang.reflect.Modifier;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.bytebuddy.build.Plugin;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.description.type.TypeDefinition;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.implementation.ExceptionMethod;
import net.bytebuddy.implementation.MethodCall;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Completes the hand-written abstract proxy classes at build time.
 *
 * <p>A class whose name ends in {@code Proxy} gets every JDBC method that it does not write itself, as a plain call of
 * the same method on what its {@code delegate()} returns, and stops being abstract. Sharding keys keep JDBC's own refusal:
 * the driver has them neither, and a connection would be taken just to say so. A class without {@code delegate()} has
 * written all of them. The result set over rows in memory has written all that SQLite can do, and gets the others as a refusal. Runs
 * in the build only; nothing of it is in the jar.
 */
public final class ProxyCompletionPlugin implements Plugin {
    private static final String PACKAGE = "io.github.safesqlite.internal.proxy.";
    private static final String IN_MEMORY = "io.github.safesqlite.internal.readout.MemoryResultSet";

    @Override
    public boolean matches(TypeDescription type) {
        return type.isAbstract() && (isProxy(type) || type.getName().equals(IN_MEMORY));
    }

    private static boolean isProxy(TypeDescription type) {
        return type.getName().startsWith(PACKAGE) && type.getSimpleName().endsWith("Proxy");
    }

    @Override
    public DynamicType.Builder<?> apply(
            DynamicType.Builder<?> builder, TypeDescription type, ClassFileLocator classFileLocator) {
        DynamicType.Builder<?> completed = isProxy(type) ? delegating(builder, type) : refusing(builder, type);
        return completed.modifiers(type.getModifiers() & ~Modifier.ABSTRACT);
    }

    private static DynamicType.Builder<?> refusing(DynamicType.Builder<?> builder, TypeDescription type) {
        DynamicType.Builder<?> completed = builder;
        for (MethodDescription method : missing(type, any())) {
            completed = define(completed, method)
                    .intercept(ExceptionMethod.throwing(
                            SQLFeatureNotSupportedException.class, "not implemented for SQLite"));
        }
        return completed;
    }

    private static DynamicType.Builder<?> delegating(DynamicType.Builder<?> builder, TypeDescription type) {
        MethodDescription delegate = delegateOf(type);
        if (delegate == null) {
            return builder;
        }
        DynamicType.Builder<?> completed = builder;
        for (MethodDescription method : missing(type, not(nameStartsWith("setShardingKey")))) {
            completed = define(completed, method)
                    .intercept(MethodCall.invoke(method)
                            .onMethodCall(MethodCall.invoke(delegate))
                            .withAllArguments());
        }
        return completed;
    }

    /** The methods that a class has not written itself, in an order that is the same in every build: the JDK's is not. */
    private static List<MethodDescription> missing(
            TypeDescription type, ElementMatcher<? super MethodDescription> which) {
        List<MethodDescription> missing = new ArrayList<>();
        for (MethodGraph.Node node :
                MethodGraph.Compiler.DEFAULT.compile((TypeDefinition) type).listNodes()) {
            MethodDescription method = node.getRepresentative();
            if ((method.isAbstract() || method.isDefaultMethod())
                    && !method.getDeclaringType().asErasure().equals(type)
                    && which.matches(method)) {
                missing.add(method);
            }
        }
        missing.sort(Comparator.comparing(method -> method.getName() + method.getDescriptor()));
        return missing;
    }

    private static DynamicType.Builder.MethodDefinition.ExceptionDefinition<?> define(
            DynamicType.Builder<?> builder, MethodDescription method) {
        return builder.defineMethod(method.getName(), method.getReturnType().asErasure(), Visibility.PUBLIC)
                .withParameters(method.getParameters().asTypeList().asErasures())
                .throwing(method.getExceptionTypes().asErasures());
    }

    private static @Nullable MethodDescription delegateOf(TypeDescription type) {
        var methods = type.getDeclaredMethods().filter(named("delegate"));
        return methods.isEmpty() ? null : methods.getOnly();
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
