// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static io.github.safesqlite.testing.Waiting.untilWaiting;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Actor.Started;
import io.github.safesqlite.testing.Sql;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A queued write may run in another thread: what its parameters are is asked of them in the thread that sets them. */
class GroupedParametersTest {
    private static final ThreadLocal<String> USER = new ThreadLocal<>();
    private static final int WRITERS = 8;

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    /** An object of the application that answers for the user of the thread that asks. */
    private static final class CurrentUser {
        @Override
        public String toString() {
            return String.valueOf(USER.get());
        }
    }

    private static final class UserNumber extends BigDecimal {
        private static final long serialVersionUID = 1;

        UserNumber() {
            super(0);
        }

        @Override
        public String toString() {
            return String.valueOf(USER.get());
        }
    }

    private static final class UserTime extends Timestamp {
        private static final long serialVersionUID = 1;

        UserTime() {
            super(0);
        }

        @Override
        public long getTime() {
            return USER.get() == null ? -1 : Long.parseLong(USER.get());
        }
    }

    @Test
    void eachWritesTheNameOfItsOwnThread() throws Exception {
        List<Integer> groups = new CopyOnWriteArrayList<>();
        ConcurrencySafeSqliteDataSource source = invariants.open(SqliteConfig.builder(directory.resolve("app.db"))
                .writeTimeout(Duration.ofMinutes(1))
                .listener(new InlineListener() {
                    @Override
                    public void groupCommitted(int statements) {
                        groups.add(statements);
                    }
                }));
        Sql.run(source, "CREATE TABLE t(id TEXT, user, number, time)");
        List<Actor> actors = new ArrayList<>();
        List<Started<Integer>> writes = new ArrayList<>();
        try (Connection blocker = source.getConnection()) {
            blocker.setAutoCommit(false);
            Sql.run(blocker, "DELETE FROM t");
            for (int i = 1; i <= WRITERS; i++) {
                String user = String.valueOf(i);
                Actor actor = new Actor("writer-" + user);
                actors.add(actor);
                writes.add(actor.starts("write", () -> insert(source, user)));
                untilWaiting(source, i);
            }
            blocker.commit();
            for (Started<Integer> write : writes) {
                assertEquals(1, write.result());
            }
        } finally {
            for (Actor actor : actors) {
                actor.close();
            }
        }
        assertEquals(List.of(WRITERS), groups, "otherwise each has run in its own thread");
        assertEachWroteItsOwn(source);
    }

    private static int insert(ConcurrencySafeSqliteDataSource source, String user) throws SQLException {
        USER.set(user);
        try (Connection connection = source.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES(?, ?, ?, ?)")) {
            insert.setString(1, user);
            insert.setObject(2, new CurrentUser());
            insert.setBigDecimal(3, new UserNumber());
            insert.setTimestamp(4, new UserTime());
            return insert.executeUpdate();
        } finally {
            USER.remove();
        }
    }

    private static void assertEachWroteItsOwn(ConcurrencySafeSqliteDataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, user, number, time FROM t")) {
            int count = 0;
            for (; rows.next(); count++) {
                String user = rows.getString("id");
                assertEquals(user, rows.getString("user"));
                assertEquals(user, rows.getString("number"));
                assertEquals(user, rows.getString("time"));
            }
            assertEquals(WRITERS, count);
        }
    }
}
