// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** A set of defaults for one kind of use; explicit settings take precedence. See {@code docs/profiles.md}. */
public enum Profile {
    /** A service on its own machine: the defaults. */
    SERVER,
    /** A desktop or mobile application: little memory and a small log. */
    DESKTOP,
    /** Automated tests: nothing waits for the disk. A power failure can destroy the file. */
    TEST,
    /** Replicated by Litestream, which must be the only one to run checkpoints. */
    LITESTREAM,
    /** No acknowledged commit is lost, not even in a power failure. */
    DURABLE,
    /** A small container or machine: little memory for pages and statements. */
    SMALL;

    /** Its PRAGMAs, without those that are set to keep the log to Litestream. */
    Map<String, String> pragmas() {
        var pragmas = new LinkedHashMap<String, String>();
        pragmas.put("journal_mode", "WAL");
        pragmas.put("synchronous", "NORMAL");
        pragmas.put("cache_size", "-40000");
        pragmas.put("temp_store", "MEMORY");
        pragmas.put("journal_size_limit", String.valueOf(64L << 20));
        switch (this) {
            case DESKTOP -> {
                pragmas.put("cache_size", "-8000");
                pragmas.put("temp_store", "DEFAULT");
                pragmas.put("journal_size_limit", String.valueOf(8L << 20));
            }
            case SMALL -> {
                pragmas.put("cache_size", "-2000");
                pragmas.put("temp_store", "DEFAULT");
                pragmas.put("journal_size_limit", String.valueOf(8L << 20));
            }
            case TEST -> {
                pragmas.put("synchronous", "OFF");
                pragmas.put("cache_size", "-8000");
            }
            case DURABLE -> {
                // With a write-ahead log the same as FULL; without one FULL may lose the last commit.
                pragmas.put("synchronous", "EXTRA");
                pragmas.put("fullfsync", "on");
                pragmas.put("checkpoint_fullfsync", "on");
            }
            case SERVER, LITESTREAM -> {}
        }
        return pragmas;
    }

    /** The bytes for pages of the database in all connections together unless it is told otherwise. */
    long cacheMemory() {
        return this == SMALL ? 16L << 20 : 128L << 20;
    }

    /** The bytes for prepared statements in each connection unless it is told otherwise. */
    long statementCacheMemory() {
        return this == SMALL ? 512L << 10 : 4L << 20;
    }

    /** The bytes for the rows of a RETURNING unless it is told otherwise. */
    long returningMemory() {
        return this == SMALL ? 2L << 20 : 16L << 20;
    }

    /** Whether the library runs checkpoints unless it is told otherwise. */
    boolean runsCheckpoints() {
        return this != LITESTREAM;
    }
}
