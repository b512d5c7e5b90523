// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import org.jspecify.annotations.Nullable;

/**
 * Tells transactions apart that begin with the same statement, for {@link BeginMode#ADAPTIVE}: it learns from those that begin alike
 * and have the same name.
 */
@FunctionalInterface
public interface TransactionNames {
    /**
     * The name of the transaction that the current thread begins, such as that of the method; null if it has none. Called at the
     * first statement of each transaction. There should be few names: one that never comes again teaches nothing.
     */
    @Nullable
    String currentName();
}
