// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.log.Log;
import java.sql.SQLException;
import org.sqlite.SQLiteConnection;

/** The pages of the database that one connection keeps. Not thread-safe, except {@link #shrink}. */
public final class PageCache {
    private static final Log log = Log.named("io.github.safesqlite.pool");
    private static final String CACHE_SIZE = "cache_size";

    private final PageCaches all;
    private final SQLiteConnection driver;
    private final PragmaMemory session;
    private long size;
    private String setting;
    private int seen;
    private boolean ofApplication;
    private long shrunkNanos;
    private boolean shrunk;

    /** What it may have by the account of {@link PageCaches}, in KiB; guarded by that. */
    long taken;

    /**
     * @param session the PRAGMAs that a session has changed
     * @param setting the value of {@code cache_size} that stands for {@code size} KiB, which the connection has
     */
    PageCache(PageCaches all, SQLiteConnection driver, PragmaMemory session, long size, String setting) {
        this.all = all;
        this.driver = driver;
        this.session = session;
        this.size = size;
        this.setting = setting;
    }

    /** Takes the part of the memory that is its own now. Can't throw. */
    void fit() {
        if (all.changes() != seen) {
            fitAnew();
        }
    }

    private void fitAnew() {
        if (ofApplication || session.isChanged(CACHE_SIZE)) {
            // By the session; looked at again when that is undone.
            return;
        }
        seen = all.changes();
        long part = all.take(this);
        if (part == size) {
            return;
        }
        try {
            if (!setting.equals(Pragmas.read(driver, CACHE_SIZE))) {
                // Set by the application, by means of its own.
                ofApplication = true;
                all.remove(this);
                return;
            }
            String wanted = "-" + part;
            Pragmas.set(driver, CACHE_SIZE, wanted);
            setting = wanted;
            boolean less = part < size;
            size = part;
            if (less) {
                all.gaveBack(this, part);
            }
        } catch (SQLException busy) {
            seen--;
        }
    }

    /** Gives the pages back to the system, if that was not done since the connection was last used. Can't throw. */
    public void shrink(long lastUsedNanos) {
        if (shrunk && shrunkNanos == lastUsedNanos) {
            return;
        }
        shrunk = true;
        shrunkNanos = lastUsedNanos;
        try {
            driver.getDatabase()._exec("PRAGMA shrink_memory");
        } catch (SQLException unimportant) {
            log.atDebug().setCause(unimportant).log("An idle connection keeps its memory");
        }
    }

    /** Whether the connection is closed, by whomever. */
    boolean isGone() {
        return driver.getDatabase().isClosed();
    }

    void close() {
        all.remove(this);
    }
}
