// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.lifecycle;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.TransactionNames;
import io.github.safesqlite.event.SqliteListener;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.sqlite.Function;

/** An application whose container has the library: it is the first to use it, with a listener and a function of its own. */
public final class SharedLibraryUser implements Callable<String> {
    @Override
    public String call() throws Exception {
        Sessions sessions = new Sessions();
        SqliteConfig config = SqliteConfig.builder(":memory:")
                .poolName("application")
                .beginMode(BeginMode.ADAPTIVE)
                .transactionNames(new Names())
                .leakDetectionThreshold(Duration.ofMillis(20))
                .listener(sessions)
                .connectionCustomizer(connection -> Function.create(connection, "one", new One()))
                .build();
        try (ConcurrencySafeSqliteDataSource source = new ConcurrencySafeSqliteDataSource(config);
                Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(60);
            statement.executeUpdate("CREATE TABLE t AS SELECT one() AS a");
            connection.setAutoCommit(false);
            statement.executeQuery("SELECT a FROM t").close();
            connection.commit();
            source.maintenance().every(Duration.ofDays(1), "nothing", own -> {});
            connection.abort(Runnable::run);
        }
        return String.valueOf(sessions.closed.await(60, TimeUnit.SECONDS));
    }

    private static final class Sessions implements SqliteListener {
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public void sessionClosed(long sessionId, long usageNanos) {
            closed.countDown();
        }
    }

    private static final class Names implements TransactionNames {
        @Override
        public String currentName() {
            return "of the application";
        }
    }

    private static final class One extends Function {
        @Override
        protected void xFunc() throws java.sql.SQLException {
            result(1);
        }
    }
}
