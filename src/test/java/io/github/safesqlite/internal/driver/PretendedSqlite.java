// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

/** Lets the library believe that the driver brings another version of SQLite, until it is closed. */
public final class PretendedSqlite implements AutoCloseable {
    private PretendedSqlite() {}

    /** Believes in that version from now on. */
    public static PretendedSqlite version(String version) {
        SqliteRisk.forgetWarning();
        InstalledSqlite.pretend(SqliteVersion.parse(version).orElseThrow());
        return new PretendedSqlite();
    }

    /** Believes in a version on which a commit may be lost by a checkpoint beside it, or in one on which none is. */
    public static PretendedSqlite losingCommits(boolean losing) {
        return version(losing ? "3.50.3" : "3.53.0");
    }

    @Override
    public void close() {
        InstalledSqlite.pretend(null);
    }
}
