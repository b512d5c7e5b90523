// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.gate.WriteGate;
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
public final class DriverHandles {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int open;
    private int closing;
    private int users;

    /** Opens one more; the last one is closed in that gate where that matters. */
    public SQLiteConnection open(String url, String fileName, Properties properties, WriteGate gate)
            throws SQLException {
        add(1, 0);
        boolean opened = false;
        try {
            SQLiteConnection connection = new Counted(this, url, fileName, properties, gate);
            opened = true;
            return connection;
        } finally {
            if (!opened) {
                add(-1, 0);
            }
        }
    }

    /** One more uses the file. */
    public void joined() {
        add(0, 1);
    }

    /** One less uses the file. */
    public void left() {
        add(0, -1);
    }

    /** One of them begins to close; whether all do now. */
    private boolean closing() {
        lock.lock();
        try {
            closing++;
            return closing >= open;
        } finally {
            lock.unlock();
        }
    }

    private void closed() {
        lock.lock();
        try {
            closing--;
            open--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
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
    public int awaitClosed(Duration longest) {
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

    /**
     * The driver's connection, which tells when SQLite has closed its files. With the last one SQLite runs a checkpoint. It does so
     * with the whole file locked, so the gate keeps only those from waiting for that lock who would begin to write just then.
     */
    private static final class Counted extends JDBC4Connection {
        private final DriverHandles handles;
        private final WriteGate gate;
        private final AtomicBoolean told = new AtomicBoolean();

        Counted(DriverHandles handles, String url, String fileName, Properties properties, WriteGate gate)
                throws SQLException {
            super(url, fileName, properties);
            this.handles = handles;
            this.gate = gate;
        }

        @Override
        public void close() throws SQLException {
            if (told.getAndSet(true)) {
                super.close();
                return;
            }
            try {
                if (handles.closing()) {
                    CommitsHeldUp.during(gate, "close of the last connection", super::close);
                } else {
                    super.close();
                }
            } finally {
                handles.closed();
            }
        }
    }
}
