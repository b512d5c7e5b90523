// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.log.Log;
import java.sql.SQLException;
import org.sqlite.SQLiteConnection;

/**
 * The pages of the database that one connection keeps. Not thread-safe, except {@link #shrink}.
 *
 * <p>A connection that writes often keeps few. After a page was split SQLite looks at every page that it keeps when it commits
 * ({@code pcache1TruncateUnsafe}), so with random keys a large cache costs more than it saves. What a transaction has changed may
 * still take the whole part before SQLite writes it out early.
 */
public final class PageCache {
    private static final Log log = Log.named("io.github.safesqlite.pool");
    private static final String CACHE_SIZE = "cache_size";
    private static final String CACHE_SPILL = "cache_spill";
    /** SQLite's own default, in KiB. */
    private static final long OF_WRITER = 2000;

    /** So many reads weigh as much as one write. */
    private static final int WRITE = 100;

    private static final int MANY_WRITES = 200 * WRITE;

    private final PageCaches all;
    private final SQLiteConnection driver;
    private final PragmaMemory session;
    private long part;
    private long size;
    private String setting;
    private int seen;
    private boolean ofApplication;
    private int writes;
    private boolean writesOften;
    private boolean turned;
    private long shrunkNanos;
    private boolean shrunk;

    /** What it may have by the account of {@link PageCaches}, in KiB; guarded by that. */
    long taken;

    /**
     * @param session the PRAGMAs that a session has changed
     * @param setting the value of {@code cache_size} that stands for {@code part} KiB, which the connection has
     */
    PageCache(PageCaches all, SQLiteConnection driver, PragmaMemory session, long part, String setting) {
        this.all = all;
        this.driver = driver;
        this.session = session;
        this.part = part;
        this.size = part;
        this.setting = setting;
    }

    /** A statement is about to run that writes or only reads. */
    void used(boolean toWrite) {
        writes = toWrite ? Math.min(writes + WRITE, MANY_WRITES) : Math.max(writes - 1, 0);
        if (writes == (writesOften ? 0 : MANY_WRITES)) {
            writesOften = !writesOften;
            turned = true;
        }
    }

    /**
     * Takes the part of the memory that is its own now. Not to be called in a transaction, which an error or an interrupt could undo
     * without a word. Can't throw.
     */
    void fit() {
        if (turned || all.changes() != seen) {
            turned = false;
            fitAnew();
        }
    }

    private void fitAnew() {
        if (ofApplication || session.isChanged(CACHE_SIZE)) {
            // By the session; looked at again when that is undone.
            return;
        }
        seen = all.changes();
        long mine = all.take(this);
        long wanted = writesOften ? Math.min(mine, OF_WRITER) : mine;
        if (mine == part && wanted == size) {
            return;
        }
        try {
            if (!setting.equals(Pragmas.read(driver, CACHE_SIZE))) {
                // Set by the application, by means of its own.
                ofApplication = true;
                all.remove(this);
                return;
            }
            set(mine, wanted);
        } catch (SQLException busy) {
            seen--;
        }
    }

    private void set(long mine, long wanted) throws SQLException {
        if (all.setsSpill() && !session.isChanged(CACHE_SPILL) && !"0".equals(Pragmas.read(driver, CACHE_SPILL))) {
            Pragmas.set(driver, CACHE_SPILL, "-" + mine);
        }
        setting = "-" + wanted;
        Pragmas.set(driver, CACHE_SIZE, setting);
        size = wanted;
        boolean less = mine < part;
        part = mine;
        if (less) {
            all.gaveBack(this, mine);
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
