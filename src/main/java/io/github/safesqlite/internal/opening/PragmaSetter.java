// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.OpenFailedException;
import io.github.safesqlite.internal.driver.InstalledSqlite;
import io.github.safesqlite.internal.driver.Pragmas;
import io.github.safesqlite.internal.file.SoleUse;
import io.github.safesqlite.internal.gate.Entrant;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.pragma.KnownPragma;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConnection;

/** Sets the configured PRAGMAs on a connection in order and reads each one back. Safe for use by multiple threads. */
final class PragmaSetter {
    private static final Log log = Log.named("io.github.safesqlite.pool");

    private static final String JOURNAL_MODE = "journal_mode";
    private static final String WAL = "wal";

    private final SqliteConfig config;
    private final WriteGate gate;
    private final SoleUse soleUse;
    private final Listeners listeners;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    PragmaSetter(SqliteConfig config, WriteGate gate, SoleUse soleUse, Listeners listeners) {
        this.config = config;
        this.gate = gate;
        this.soleUse = soleUse;
        this.listeners = listeners;
    }

    /**
     * Sets and checks all PRAGMAs; can be repeated.
     *
     * @throws OpenFailedException if one reads back another value than was set, unless mismatches are only warned of
     */
    void apply(SQLiteConnection driver, long sessionId, boolean gateHeld, Deadline deadline) throws SQLException {
        for (Map.Entry<String, String> pragma : pragmas().entrySet()) {
            if (pragma.getKey().equals(JOURNAL_MODE) && soleUse.isTaken()) {
                // A session has set another mode by SQL, and has the file to itself until it closes.
                continue;
            }
            KnownPragma known = KnownPragma.find(pragma.getKey());
            if (known != null && known.isKeptInFile()) {
                setInFile(driver, pragma.getKey(), pragma.getValue(), sessionId, gateHeld, deadline);
            } else {
                Pragmas.set(driver, pragma.getKey(), pragma.getValue());
            }
            check(pragma.getKey(), pragma.getValue(), Pragmas.read(driver, pragma.getKey()));
        }
    }

    /** Where a commit may be lost by a checkpoint beside it, SQLite runs none by itself: {@code internal.wal} does, in the gate. */
    private Map<String, String> pragmas() {
        if (!config.checkpoint().enabled() || config.inMemory() || !InstalledSqlite.mayLoseCommits()) {
            return config.pragmas();
        }
        var all = new LinkedHashMap<>(config.pragmas());
        all.put("wal_autocheckpoint", "0");
        return all;
    }

    /** Tries on a database in memory what does not depend on the file, so that a mismatch creates no file. */
    void rehearse() throws SQLException {
        try (SQLiteConnection memory = JDBC.createConnection("jdbc:sqlite::memory:", new Properties())) {
            for (Map.Entry<String, String> pragma : config.pragmas().entrySet()) {
                KnownPragma known = KnownPragma.find(pragma.getKey());
                if (known == null || !known.isForFilesOnly()) {
                    Pragmas.set(memory, pragma.getKey(), pragma.getValue());
                    check(pragma.getKey(), pragma.getValue(), Pragmas.read(memory, pragma.getKey()));
                }
            }
        }
    }

    // By one connection at a time: a change of the journal mode needs the file for itself, and SQLite reports
    // SQLITE_BUSY at
    // once to the others; any other is a write, which those in the gate must not meet.
    private void setInFile(
            SQLiteConnection driver, String name, String wanted, long sessionId, boolean gateHeld, Deadline deadline)
            throws SQLException {
        String current = Pragmas.read(driver, name);
        if (isSet(name, wanted, current)) {
            return;
        }
        boolean changesFile =
                !name.equals(JOURNAL_MODE) || wanted.equalsIgnoreCase(WAL) || WAL.equalsIgnoreCase(current);
        if (!changesFile || gateHeld) {
            Pragmas.set(driver, name, wanted);
            return;
        }
        String sql = "PRAGMA " + name + "=" + wanted;
        Hold hold = gate.enter(
                new Entrant(sessionId, config.poolName(), Thread.currentThread(), sql, null, listeners, null),
                deadline);
        try {
            if (!isSet(name, wanted, Pragmas.read(driver, name))) {
                Pragmas.set(driver, name, wanted);
            }
        } finally {
            hold.exit();
        }
    }

    private static boolean isSet(String name, String wanted, @Nullable String got) {
        return got != null && Pragmas.same(name, wanted, got);
    }

    private void check(String name, String wanted, @Nullable String got) throws OpenFailedException {
        // Some, such as case_sensitive_like, cannot be read.
        if (got == null || Pragmas.same(name, wanted, got)) {
            return;
        }
        if (!config.lenientPragmas()) {
            throw OpenFailedException.pragmaMismatch(config.poolName(), config.file(), name, wanted, got);
        }
        if (warned.add(name)) {
            log.atWarn()
                    .addKeyValue("pool", config.poolName())
                    .addKeyValue("pragma", name)
                    .log(
                            "{}: PRAGMA {} was set to {} but reads back as {} (pragmaMismatch=warn)",
                            config.poolName(),
                            name,
                            wanted,
                            got);
        }
    }
}
