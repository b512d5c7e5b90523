// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.backup;

import io.github.safesqlite.error.BackupException;
import io.github.safesqlite.internal.driver.IntegrityCheck;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.gate.GateTask;
import io.github.safesqlite.internal.opening.CopyFile;
import io.github.safesqlite.internal.opening.DatabaseCopy;
import io.github.safesqlite.internal.path.FilePaths;
import io.github.safesqlite.internal.pool.ConnectionSource;
import io.github.safesqlite.internal.time.Deadline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Replaces the content of a database with a backup, in one transaction of SQLite: concurrent readers see the old content, a
 * crash leaves the old or the new one, and open connections keep working. Files are neither copied nor renamed.
 */
public final class Restore {
    private final String poolName;
    private final ConnectionSource source;
    private final IntSupplier openSessions;

    /**
     * Restores into the database of {@code source}.
     *
     * @param openSessions how many connections to the file the application has open
     */
    public Restore(String poolName, ConnectionSource source, IntSupplier openSessions) {
        this.poolName = poolName;
        this.source = source;
        this.openSessions = openSessions;
    }

    /**
     * Does it, after a check of the backup.
     *
     * @param deadline the longest wait for a connection and for the write gate
     * @throws BackupException if it was not done; the database is as it was
     */
    public void read(Path backup, Deadline deadline) throws SQLException {
        Path file = backup.toAbsolutePath();
        String wanted = "restore from \"" + FilePaths.name(file) + "\"";
        check(file, wanted, deadline);
        PhysicalConnection connection = source.openBeside(deadline);
        try {
            GateTask.run(source.gate(), poolName, wanted, deadline, () -> {
                refuseWhileInUse(wanted);
                source.place().requireStored(poolName, connection.openedFile());
                connection.endSharedSync();
                DatabaseCopy.read(connection, CopyFile.at(file));
                return true;
            });
        } catch (BackupException known) {
            throw known;
        } catch (SQLException failure) {
            String reason = String.valueOf(failure.getMessage());
            throw BackupException.of(poolName, wanted, reason, "Fix the cause and try again.", failure);
        } finally {
            connection.close();
        }
    }

    private void check(Path file, String wanted, Deadline deadline) throws SQLException {
        refuseWhileInUse(wanted);
        if (!Files.isRegularFile(file)) {
            throw BackupException.of(poolName, wanted, "there is no such file", "Name a backup.", null);
        }
        List<String> problems;
        try {
            problems = CopyCheck.problems(source, file, IntegrityCheck.FULL, deadline);
        } catch (SQLException notReadable) {
            String reason = String.valueOf(notReadable.getMessage());
            throw BackupException.of(poolName, wanted, reason, "Name another backup.", notReadable);
        }
        if (!problems.isEmpty()) {
            throw BackupException.of(
                    poolName, wanted, "it is damaged: " + problems.get(0), "Name another backup.", null);
        }
    }

    private void refuseWhileInUse(String wanted) throws BackupException {
        int open = openSessions.getAsInt();
        if (open > 0) {
            throw BackupException.of(
                    poolName,
                    wanted,
                    open + " connection(s) to the database are open and would keep using old data",
                    "Close them first.",
                    null);
        }
    }
}
