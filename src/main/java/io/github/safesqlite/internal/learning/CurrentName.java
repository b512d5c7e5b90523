// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.learning;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.TransactionNames;
import io.github.safesqlite.internal.log.Log;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The name of the transaction that the current thread begins, from a source that may fail. Safe for use by multiple threads. */
final class CurrentName implements TransactionNames {
    private static final Log log = Log.named("io.github.safesqlite.pool");

    private final TransactionNames source;
    private final String poolName;
    private final AtomicBoolean hasFailed = new AtomicBoolean();

    CurrentName(TransactionNames source, String poolName) {
        this.source = source;
        this.poolName = poolName;
    }

    /** From the source that is configured, or Spring. */
    static CurrentName of(SqliteConfig config) {
        TransactionNames configured = config.transactionNames();
        return new CurrentName(configured == null ? new SpringNames() : configured, config.poolName());
    }

    /** Null also if the source fails. */
    @Override
    public @Nullable String currentName() {
        try {
            return source.currentName();
        } catch (Throwable failure) {
            if (hasFailed.compareAndSet(false, true)) {
                log.atWarn()
                        .addKeyValue("pool", poolName)
                        .setCause(failure)
                        .log(
                                "{}: the TransactionNames failed; the transaction has no name, and further failures are not"
                                        + " logged",
                                poolName);
            }
            return null;
        }
    }
}
