// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.config.FileReplaced;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.DatabaseGoneException;
import io.github.safesqlite.error.OpenFailedException;
import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.driver.AttachedHere;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.driver.VersionProbe;
import io.github.safesqlite.internal.file.FileKey;
import io.github.safesqlite.internal.file.FilePlace;
import io.github.safesqlite.internal.file.FileUser;
import io.github.safesqlite.internal.file.NetworkCheck;
import io.github.safesqlite.internal.file.SharedFile;
import io.github.safesqlite.internal.file.SharedFiles;
import io.github.safesqlite.internal.file.WritePermission;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.path.FilePaths;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConnection;

/** One user's hold on a database: its driver URL, its key, and what it shares with others until {@link #close}. Thread-safe. */
public final class Database implements AutoCloseable, FileUser {
    private static final Log log = Log.named("io.github.safesqlite.pool");

    private final String poolName;
    private final String url;
    private final DriverName name;
    private final @Nullable Path file;
    private volatile @Nullable Path realPath;
    private final FileKey firstKey;
    private final FilePlace place;
    private final boolean reopens;
    private final Duration checkInterval;
    private final Map<String, String> driverProperties;
    private final ConnectionCode code;
    private volatile Runnable closeOld = () -> {};
    private final SharedFile shared;
    // SQLite forgets a database in memory when its last connection closes.
    private final @Nullable SQLiteConnection anchor;
    private final AttachedHere attached = new AttachedHere();
    private final @Nullable DatabaseLog ownLog;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Database(
            String url,
            @Nullable Path file,
            @Nullable Path realPath,
            FileKey fileKey,
            SqliteConfig config,
            boolean reopens,
            @Nullable SQLiteConnection anchor) {
        this.poolName = config.poolName();
        this.url = url;
        this.file = file;
        this.name = DriverName.of(url, file);
        this.realPath = realPath;
        this.anchor = anchor;
        this.firstKey = fileKey;
        this.driverProperties = config.driverProperties();
        this.code = new ConnectionCode(config);
        this.reopens = reopens;
        this.checkInterval = config.fileCheckInterval();
        this.ownLog = file == null ? null : new DatabaseLog(config, file);
        this.shared = SharedFiles.acquire(fileKey);
        shared.versions().joined();
        shared.handles().joined();
        this.place = shared.join(file, this);
    }

    /** The database that {@code config} names. */
    public static Database of(SqliteConfig config) throws SQLException {
        if (config.inMemory()) {
            MemoryDatabase memory = MemoryDatabase.of(config);
            String url = DriverName.PREFIX + memory.uri();
            SQLiteConnection anchor = JDBC.createConnection(url, new Properties());
            return new Database(url, null, null, FileKey.memory(memory.name()), config, false, anchor);
        }
        Path path = config.path().orElseThrow();
        NetworkCheck.check(config, path);
        boolean reopens = config.fileReplaced() == FileReplaced.REOPEN;
        // The driver looks for the folder by the name, which it can't where Java has no such names.
        boolean exact = FilePaths.isExact(config.file()) || config.file().startsWith(DriverName.URI);
        String name = exact ? config.file() : path.toUri().toString();
        return onFile(DriverName.PREFIX + name, path, config, reopens);
    }

    /** The database that a wrapped connection has opened as {@code file}, or one in memory if that is empty. */
    static Database opened(SqliteConfig config, String file, String memoryName) throws OpenFailedException {
        // Which file the connections of somebody else have open, and when he closes them, nobody can tell.
        boolean reopens = false;
        if (file.isEmpty()) {
            return new Database("", null, null, FileKey.memory(memoryName), config, reopens, null);
        }
        return onFile(DriverName.PREFIX + file, FilePaths.of(file), config, reopens);
    }

    private static Database onFile(String url, Path path, SqliteConfig config, boolean reopens)
            throws OpenFailedException {
        String poolName = config.poolName();
        SharedFiles.look(path);
        Path realPath = FileKey.realPath(path);
        DriverCopies.enter(poolName, realPath);
        Database database = new Database(url, path, realPath, FileKey.of(path), config, reopens, null);
        Path name = database.shared.name(realPath);
        // A file system that takes no notice of case takes none for the -wal file either.
        if (!FilePaths.name(name).equalsIgnoreCase(FilePaths.name(realPath))) {
            database.close();
            throw OpenFailedException.of(
                    poolName,
                    FilePaths.name(realPath),
                    "this process already has the same file open as \"" + FilePaths.name(name)
                            + "\" (a hard link, or it was renamed), and each name would have its own write-ahead log",
                    "Use one name.",
                    VendorCode.CANTOPEN,
                    null);
        }
        return database;
    }

    /** The log whose syncs commits may share, or null if they may not. */
    @Nullable
    Path sharedLog() {
        return ownLog == null ? null : ownLog.shared();
    }

    public ConnectionCode code() {
        return code;
    }

    public @Nullable Path file() {
        return file;
    }

    /** Opens a connection of the driver; once the file was found, never to another one of that name, nor to a new one. */
    SQLiteConnection connect(Properties properties, String poolName) throws SQLException {
        place.awaitNow(poolName);
        SQLiteConnection opened = null;
        boolean same = false;
        try {
            opened = anchor != null
                    ? ofMemory(properties)
                    : CountedConnection.open(shared, ownLog, url, name.of(properties, place.key() != null), properties);
            // SQLite reads nothing before the first statement, so the log of a file that was replaced is not touched
            // yet.
            requireSameFile(poolName);
            same = true;
            return opened;
        } catch (SQLException failure) {
            requireSameFile(poolName);
            throw failure;
        } finally {
            if (opened != null && !same) {
                opened.close();
            }
        }
    }

    private SQLiteConnection ofMemory(Properties properties) throws SQLException {
        return new MemoryConnection(url, name.plain(), properties, shared.schema()::changed);
    }

    public VersionProbe openProbe() throws SQLException {
        if (url.isEmpty()) {
            throw new SQLException("an in-memory database that was opened elsewhere cannot be opened a second time");
        }
        Properties properties = new Properties();
        properties.putAll(driverProperties);
        return new VersionProbe(connect(properties, "probe"));
    }

    /** Whether SQLite can open the file and those beside it for writing, as far as permissions tell. */
    boolean isWritable() {
        return file == null || WritePermission.ofFiles(file);
    }

    /** Whether a connection that could only read can be replaced by one that writes. */
    public boolean isWritableAgain(PhysicalConnection connection) {
        return connection.openedUnwritable() && isWritable();
    }

    /**
     * Makes sure that the path still names the file that other connections have open. Another one would be created, or be
     * opened with the log of the old one, which destroys it.
     */
    void requireSameFile(String poolName) throws DatabaseGoneException {
        place.requireNow(poolName);
    }

    /** Whether it is the file that has the name at this moment. */
    boolean isAt(FileKey key) {
        return file != null && key.isAt(file);
    }

    /** The file that has the name at this moment, or null. */
    @Nullable
    FileKey fileNow() {
        return file == null ? null : FileKey.ofExisting(file);
    }

    public FilePlace place() {
        return place;
    }

    /** Who has connections open closes them when the file is replaced. */
    public void onReplacement(Runnable closing) {
        closeOld = closing;
    }

    @Override
    public boolean reopens() {
        return reopens;
    }

    @Override
    public Duration checkInterval() {
        return checkInterval;
    }

    @Override
    public void leaveOldFile() {
        closeOld.run();
    }

    @Override
    public void reopened(Path oldPath, Path newPath) throws SQLException {
        boolean renamed = !newPath.equals(oldPath);
        if (renamed) {
            if (file != null && shared.hasOtherPath(file)) {
                throw new SQLException("the old file is open by another name too");
            }
            DriverCopies.enter("", newPath);
            DriverCopies.leave(oldPath);
            realPath = newPath;
        }
        shared.replacedBy(newPath, renamed);
    }

    public FileKey fileKey() {
        FileKey known = place.key();
        return known == null ? firstKey : known;
    }

    public SharedFile shared() {
        return shared;
    }

    /** What its connections have attached. */
    public AttachedHere attached() {
        return attached;
    }

    /**
     * Does nothing unless the database was closed.
     *
     * @throws SessionClosedException if it was
     */
    public void requireOpen() throws SessionClosedException {
        if (closed.get()) {
            throw SessionClosedException.poolClosed(poolName);
        }
    }

    /** Gives the file up; later calls do nothing. */
    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            try {
                shared.versions().left();
                closeAnchor();
            } finally {
                shared.handles().left();
                if (file != null) {
                    shared.leave(file, this);
                }
                SharedFiles.release(shared);
                Path entered = realPath;
                if (entered != null) {
                    DriverCopies.leave(entered);
                }
            }
        }
    }

    private void closeAnchor() {
        if (anchor != null) {
            try {
                anchor.close();
            } catch (SQLException unimportant) {
                log.atDebug()
                        .addKeyValue("file", firstKey)
                        .setCause(unimportant)
                        .log("The anchor of {} failed to close", firstKey);
            }
        }
    }
}
