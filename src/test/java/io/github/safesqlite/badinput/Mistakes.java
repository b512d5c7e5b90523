// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.badinput;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.github.safesqlite.config.SqliteConfigException;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.WayIn;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.function.Executable;

/** What a mistake must lead to. */
final class Mistakes {
    private Mistakes() {}

    /** Opens and reads; the message of the failure, which must be of the right class for the way in. */
    static String openingFails(WayIn way, String file, Map<String, String> options) throws Exception {
        Exception failure;
        try (OpenDatabase database = way.open(file, options);
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT * FROM sqlite_master").close();
            return fail("nothing was wrong with " + file + " and " + options);
        } catch (SqliteConfigException | SQLException | PoolInitializationException thrown) {
            failure = thrown;
        }
        if (failure instanceof PoolInitializationException) {
            // HikariCP's own wrapper.
            failure = (Exception) failure.getCause();
        }
        if (failure instanceof SqliteConfigException) {
            assertTrue(way == WayIn.OWN_POOL || way == WayIn.AROUND_HIKARI, "thrown by the builder only");
        } else {
            assertInstanceOf(SQLNonTransientConnectionException.class, failure);
        }
        return failure.getMessage();
    }

    /** The message of the SQLException that {@code call} throws. */
    static String message(Class<? extends SQLException> type, Executable call) {
        String message = assertThrows(type, call).getMessage();
        assertTrue(message != null && !message.isBlank(), "a message");
        return message;
    }

    static void assertSays(String message, String... parts) {
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "\"" + part + "\" in: " + message);
        }
    }
}
