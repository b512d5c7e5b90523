// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover.capture;

import io.github.safesqlite.move.source.SourceWriter;
import io.github.safesqlite.move.source.SqliteSnapshot;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/** Sees to it that a cut-over that does not come to its end leaves nothing in the SQLite file, also if the user ends the program. */
public final class CaptureGuard implements AutoCloseable {
    private final Path file;
    private final Duration wait;
    private final Thread atShutdown = new Thread(this::removeAtShutdown, "cutover-removal");

    /** Guards a file; the wait is for its write lock. */
    public CaptureGuard(Path file, Duration wait) {
        this.file = file;
        this.wait = wait;
        Runtime.getRuntime().addShutdownHook(atShutdown);
    }

    /** Removes what records changes, unless the file is closed to writes. */
    public static void remove(Path file, Duration wait) throws SQLException {
        try (SqliteSnapshot source = SqliteSnapshot.open(file)) {
            if (CutoverState.of(source.connection()) != CutoverState.CAPTURING) {
                return;
            }
        }
        try (SourceWriter writer = SourceWriter.begin(file, wait)) {
            if (CutoverState.of(writer.connection()) == CutoverState.CAPTURING) {
                Capture.remove(writer.connection());
                writer.commit();
            }
        }
    }

    private void removeAtShutdown() {
        try {
            remove(file, wait);
        } catch (SQLException failure) {
            System.err.println("What records changes in " + file + " was not removed: " + failure.getMessage()
                    + " Run cutover --rollback.");
        }
    }

    @Override
    public void close() throws SQLException {
        try {
            remove(file, wait);
        } finally {
            stopWatching();
        }
    }

    private void stopWatching() {
        try {
            Runtime.getRuntime().removeShutdownHook(atShutdown);
        } catch (IllegalStateException alreadyShuttingDown) {
            // Then the other thread removes it too.
        }
    }
}
