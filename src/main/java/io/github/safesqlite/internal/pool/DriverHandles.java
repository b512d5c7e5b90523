// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.sqlite.SQLiteConnection;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * How many connections of the driver this JVM has open to one file, whoever uses them and whoever closes them. The last
 * DataSource on the file is not closed before they are. Safe for use by multiple threads.
 */
final class DriverHandles {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int open;
    private int users;

    /** Opens one more. */
    SQLiteConnection open(String url, String fileName, Properties properties) throws SQLException {
        add(1, 0);
        boolean opened = false;
        try {
            SQLiteConnection connection = new Counted(this, url, fileName, properties);
            opened = true;
            return connection;
        } finally {
            if (!opened) {
                add(-1, 0);
            }
        }
    }

    /** One more uses the file. */
    void joined() {
        add(0, 1);
    }

    /** One less uses the file. */
    void left() {
        add(0, -1);
    }

    private void add(int handles, int more) {
        lock.lock();
        try {
            open += handles;
            users += more;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until all are closed if nobody uses the file any more, for that long at most. An interrupt is kept, and does not
     * end the wait.
     *
     * @return how many are still open though nobody uses the file
     */
    int awaitClosed(Duration longest) {
        long left = longest.toNanos();
        boolean interrupted = false;
        lock.lock();
        try {
            while (users == 0 && open > 0 && left > 0) {
                try {
                    left = changed.awaitNanos(left);
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
            return users == 0 ? open : 0;
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The driver's connection, which tells when SQLite has closed its files. */
    private static final class Counted extends JDBC4Connection {
        private final DriverHandles handles;
        private final AtomicBoolean told = new AtomicBoolean();

        Counted(DriverHandles handles, String url, String fileName, Properties properties) throws SQLException {
            super(url, fileName, properties);
            this.handles = handles;
        }

        @Override
        public void close() throws SQLException {
            try {
                super.close();
            } finally {
                if (!told.getAndSet(true)) {
                    handles.add(-1, 0);
                }
            }
        }
    }
}
