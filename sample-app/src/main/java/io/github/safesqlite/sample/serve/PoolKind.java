// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

/** Which DataSource the service uses. */
public enum PoolKind {
    /** The DataSource of concurrency-safe-sqlite. */
    SAFE,
    /** HikariCP: with the usual advice for SQLite, or on PostgreSQL. */
    HIKARI
}
