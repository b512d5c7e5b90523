// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.file.FileKey;
import io.github.safesqlite.internal.file.SharedFiles;
import io.github.safesqlite.internal.path.FilePaths;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/**
 * The files that one connection has attached, as SQLite listed them when it was asked last. Those that it may write to have
 * their write gates in use until {@link #release}. Safe for use by multiple threads.
 *
 * <p>Which of them can be written, SQLite tells by what it would do at {@code BEGIN IMMEDIATE}: it takes the write lock of every
 * database that was not opened for reading only.
 */
public final class AttachedFiles {
    private static final int FIRST = 2;

    private final SQLiteConnection driver;
    private AttachedHere here = new AttachedHere();
    private volatile List<Listed> listed = List.of();
    private volatile List<AttachedFile> writable = List.of();
    private boolean twice;
    private boolean released = true;

    /** A line of the list of databases. */
    private record Listed(int number, String name, String file, boolean isWritable) {
        // With methods of its own: the JDK keeps the class loader of a record whose equals() it has made.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Listed that
                    && that.number == number
                    && that.isWritable == isWritable
                    && that.name.equals(name)
                    && that.file.equals(file);
        }

        @Override
        public int hashCode() {
            return number;
        }
    }

    AttachedFiles(SQLiteConnection driver) {
        this.driver = driver;
    }

    /** Tells {@code all}, from now on, what is attached. Called before anything is. */
    public synchronized void knownTo(AttachedHere all) {
        here = all;
    }

    /** Asks SQLite, after something may have been attached or detached. Returns whether it was. */
    synchronized boolean lookAgain() throws SQLException {
        List<Listed> all = list();
        List<Listed> found = all.stream().filter(one -> one.number() >= FIRST).toList();
        if (found.equals(listed)) {
            return false;
        }
        List<AttachedFile> before = released ? List.of() : writable;
        listed = found;
        twice = hasFileTwice(all);
        released = true;
        use();
        // Last, so that a gate that is used before and after stays the same one.
        before.forEach(file -> SharedFiles.release(file.shared()));
        return true;
    }

    /** Uses the gates of the writable files again, as after {@link #lookAgain}. */
    public synchronized void use() {
        if (!released) {
            return;
        }
        released = false;
        List<AttachedFile> used = new ArrayList<>();
        for (Listed one : listed) {
            if (one.isWritable()) {
                Path path = FilePaths.of(one.file());
                FileKey key = FileKey.of(path);
                used.add(new AttachedFile(one.number(), path, key, SharedFiles.acquire(key)));
            }
        }
        writable = List.copyOf(used);
        if (used.isEmpty()) {
            here.closed(this);
        } else {
            here.opened(this);
        }
    }

    /** Ends the use of the gates. Can't throw. */
    public synchronized void release() {
        if (!released) {
            released = true;
            here.closed(this);
            writable.forEach(file -> SharedFiles.release(file.shared()));
        }
    }

    /** Those that the connection may write to. */
    public List<AttachedFile> writable() {
        return writable;
    }

    /** Whether there is any, be it in memory or for reading only. */
    public boolean isAny() {
        return !listed.isEmpty();
    }

    /**
     * Whether the connection has one file open under two names. It cannot take its write lock under both, so {@code BEGIN
     * IMMEDIATE} would fail for ever.
     */
    boolean hasFileTwice() {
        return twice;
    }

    /** A number that changes when another connection changed one of them; the transaction has its snapshots of all then. */
    int dataVersion() throws SQLException {
        int all = 0;
        for (Listed one : listed) {
            try (Statement statement = driver.createStatement();
                    ResultSet row = statement.executeQuery("PRAGMA " + quoted(one.name()) + ".data_version")) {
                all = 31 * all + (row.next() ? row.getInt(1) : 0);
            }
        }
        return all;
    }

    private List<Listed> list() throws SQLException {
        Set<Integer> lockable = new HashSet<>();
        try (Statement statement = driver.createStatement();
                ResultSet steps = statement.executeQuery("EXPLAIN BEGIN IMMEDIATE")) {
            while (steps.next()) {
                if (steps.getString("opcode").equals("Transaction") && steps.getInt("p2") > 0) {
                    lockable.add(steps.getInt("p1"));
                }
            }
        }
        List<Listed> found = new ArrayList<>();
        try (Statement statement = driver.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA database_list")) {
            while (row.next()) {
                String file = row.getString("file");
                boolean isWritable = file != null && !file.isEmpty() && lockable.contains(row.getInt("seq"));
                found.add(new Listed(row.getInt("seq"), row.getString("name"), file == null ? "" : file, isWritable));
            }
        }
        return found;
    }

    private static boolean hasFileTwice(List<Listed> found) {
        Set<FileKey> seen = new HashSet<>();
        return !found.stream()
                .filter(Listed::isWritable)
                .allMatch(one -> seen.add(FileKey.of(FilePaths.of(one.file()))));
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
