// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.invariant;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The extension sees what it is there to see. */
class InvariantExtensionTest {
    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    @Test
    void openTransactionHoldsTheGateUntilItsEnd() throws Exception {
        Path file = directory.resolve("app.db");
        var source = invariants.open(io.github.safesqlite.config.SqliteConfig.builder(file.toString()));
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("CREATE TABLE t(a)");
            assertFalse(InvariantExtension.isGateFree(file));
            connection.rollback();
            assertTrue(InvariantExtension.isGateFree(file));
        }
        InvariantExtension.assertUnused(source);
    }
}
