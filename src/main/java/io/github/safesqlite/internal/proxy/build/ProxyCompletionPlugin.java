// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.proxy.build;

import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.isDeclaredBy;
import static net.bytebuddy.matcher.ElementMatchers.isDefaultMethod;
import static net.bytebuddy.matcher.ElementMatchers.nameStartsWith;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;

import java.lang.reflect.Modifier;
import java.sql.SQLFeatureNotSupportedException;
import net.bytebuddy.build.Plugin;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.ExceptionMethod;
import net.bytebuddy.implementation.MethodCall;
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
        DynamicType.Builder<?> completed = isProxy(type) ? delegating(builder, type) : refusing(builder);
        return completed.modifiers(type.getModifiers() & ~Modifier.ABSTRACT);
    }

    private static DynamicType.Builder<?> refusing(DynamicType.Builder<?> builder) {
        return builder.method(isAbstract().or(isDefaultMethod()))
                .intercept(
                        ExceptionMethod.throwing(SQLFeatureNotSupportedException.class, "not implemented for SQLite"));
    }

    private static DynamicType.Builder<?> delegating(DynamicType.Builder<?> builder, TypeDescription type) {
        MethodDescription delegate = delegateOf(type);
        return delegate == null
                ? builder
                : builder.method(isAbstract()
                                .or(isDefaultMethod())
                                .and(not(isDeclaredBy(type)))
                                .and(not(nameStartsWith("setShardingKey"))))
                        .intercept(MethodCall.invokeSelf()
                                .onMethodCall(MethodCall.invoke(delegate))
                                .withAllArguments());
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
