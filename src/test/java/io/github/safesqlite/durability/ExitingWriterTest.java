// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM exits while rows and sums wait. */
class ExitingWriterTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shutdownHookWritesWhatWaitsAndNothingKeepsTheJvm(boolean withHook) throws Exception {
        Path file = folder.resolve("exit.db");
        assertEquals(0, exitCode(file, withHook));
        assertEquals(withHook ? 100 : 0, ask(file, "select count(*) from entry"));
        assertEquals(withHook ? 100 : 0, ask(file, "select coalesce(sum(hits), 0) from page"));
    }

    private static int exitCode(Path file, boolean withHook) throws IOException, InterruptedException {
        Process child = ChildJvm.of(ExitingWriter.class, file.toString(), Boolean.toString(withHook))
                .inheritIO()
                .start();
        try {
            assertTrue(child.waitFor(60, TimeUnit.SECONDS), "it does not end");
            return child.exitValue();
        } finally {
            child.destroyForcibly();
        }
    }

    private static long ask(Path file, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
