// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.internal.driver.AttachedFile;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.driver.SchemaPrograms;
import io.github.safesqlite.internal.driver.VersionProbe;
import io.github.safesqlite.internal.file.FileKey;
import io.github.safesqlite.internal.file.FilePlace;
import io.github.safesqlite.internal.file.SharedFile;
import io.github.safesqlite.internal.opening.CopyFile;
import io.github.safesqlite.internal.opening.Database;
import io.github.safesqlite.internal.time.Deadline;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is the same for all sources of connections: the database. */
abstract class DatabaseSource implements ConnectionSource {
    final Database database;
    private final SchemaPrograms programs;

    DatabaseSource(Database database) {
        this.database = database;
        this.programs = new SchemaPrograms(database.shared().schema());
    }

    @Override
    public Loan openKnowing(Deadline deadline) throws SQLException {
        database.requireOpen();
        PhysicalConnection opened = openBeside(deadline);
        boolean inTime = false;
        try {
            // If it was closed meanwhile: who closes it waits for what is open then, and has not seen what came later.
            database.requireOpen();
            inTime = true;
            return new Loan(opened);
        } finally {
            if (!inTime) {
                opened.close();
            }
        }
    }

    @Override
    public final @Nullable Path file() {
        return database.file();
    }

    @Override
    public final VersionProbe openProbe() throws SQLException {
        return database.openProbe();
    }

    @Override
    public final Connection openCopy(CopyFile copy) throws SQLException {
        return database.code().open(copy);
    }

    @Override
    public final SchemaPrograms programs() {
        return programs;
    }

    @Override
    public final long changesOfDatabase() throws SQLException {
        place().isInPlace();
        return sharedFile().versions().now(database::openProbe);
    }

    @Override
    public final SharedFile sharedFile() {
        return database.shared();
    }

    @Override
    public final FilePlace place() {
        return database.place();
    }

    @Override
    public final List<AttachedFile> attachedByEach() {
        return database.attached().byEach();
    }

    @Override
    public final List<AttachedFile> attachedNow() {
        return database.attached().now();
    }

    @Override
    public final FileKey fileKey() {
        return database.fileKey();
    }
}
