// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.learning;

import io.github.safesqlite.config.TransactionNames;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * The names of Spring's transactions, if there is Spring. Safe for use by multiple threads.
 *
 * <p>Spring is looked for when the first name is asked for. It may belong to an application that ends before this library, so its class
 * is held weakly, and the handle of its method, which holds the class, belongs to the class.
 */
final class SpringNames implements TransactionNames {
    private static final String SPRING = "org.springframework.transaction.support.TransactionSynchronizationManager";

    private static final ClassValue<MethodHandle> HANDLES = new ClassValue<>() {
        @Override
        protected MethodHandle computeValue(Class<?> spring) {
            try {
                return MethodHandles.publicLookup()
                        .findStatic(spring, "getCurrentTransactionName", MethodType.methodType(String.class));
            } catch (ReflectiveOperationException unknown) {
                throw new IllegalStateException("this version of Spring does not name its transactions", unknown);
            }
        }
    };

    private static final WeakReference<Class<?>> NONE = new WeakReference<>(null);

    private final String className;
    private volatile @Nullable WeakReference<Class<?>> found;

    SpringNames() {
        this(SPRING);
    }

    SpringNames(String className) {
        this.className = className;
    }

    @Override
    public @Nullable String currentName() {
        WeakReference<Class<?>> known = found;
        Class<?> spring = known == null ? null : known.get();
        if (spring == null && known != NONE) {
            spring = lookUp();
        }
        if (spring == null) {
            return null;
        }
        try {
            return (String) HANDLES.get(spring).invokeExact();
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable checked) {
            throw new IllegalStateException(checked);
        }
    }

    private @Nullable Class<?> lookUp() {
        Class<?> spring = in(Thread.currentThread().getContextClassLoader());
        if (spring == null) {
            spring = in(SpringNames.class.getClassLoader());
        }
        found = spring == null ? NONE : new WeakReference<>(spring);
        return spring;
    }

    private @Nullable Class<?> in(@Nullable ClassLoader loader) {
        try {
            return Class.forName(className, false, loader);
        } catch (ClassNotFoundException | LinkageError absent) {
            return null;
        }
    }
}
