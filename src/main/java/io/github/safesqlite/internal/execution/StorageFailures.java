// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.execution;

import io.github.safesqlite.error.DatabaseGoneException;
import io.github.safesqlite.error.ReadOnlySessionException;
import io.github.safesqlite.error.StorageException;
import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.binding.SessionContext;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.file.FileHandles;
import io.github.safesqlite.internal.file.WritePermission;
import io.github.safesqlite.internal.opening.ReadOnlyFile;
import io.github.safesqlite.internal.retry.SqliteErrors;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Explains exceptions of the driver that are caused by the file or its disk, and what to do. Stateless. */
public final class StorageFailures {
    private StorageFailures() {}

    /** The exception to throw for {@code failure}: itself, if it is not about storage or has been explained before. */
    public static SQLException explain(SQLException failure, SessionCore session) {
        Lease lease = session.binding().current();
        return explain(failure, session, lease == null ? null : lease.connection());
    }

    /**
     * The same.
     *
     * @param connection the one on which it failed, if that is known
     */
    static SQLException explain(SQLException failure, SessionCore session, @Nullable PhysicalConnection connection) {
        // The driver's exceptions have no SQLState, all of ours have one.
        if (failure.getSQLState() != null || failure instanceof BatchUpdateException) {
            return failure;
        }
        SessionContext context = session.context();
        Path file = context.source().file();
        String name = file == null ? context.config().file() : file.toString();
        if (FileHandles.explain(failure)) {
            return StorageException.handles(context.poolName(), name, failure);
        }
        return switch (SqliteErrors.primaryCode(failure)) {
            case VendorCode.FULL -> StorageException.full(context.poolName(), name, failure);
            case VendorCode.IOERR, VendorCode.PROTOCOL ->
                SqliteErrors.leavesInDoubt(failure)
                        ? StorageException.inDoubt(context.poolName(), name, failure)
                        : StorageException.failing(context.poolName(), name, failure);
            case VendorCode.CORRUPT -> StorageException.damaged(context.poolName(), name, failure);
            case VendorCode.PERM, VendorCode.READONLY, VendorCode.CANTOPEN ->
                file == null ? failure : permission(failure, context, file, connection);
            default -> failure;
        };
    }

    // The same codes are for what has nothing to do with the file: PRAGMA query_only, an ATTACH of another file.
    private static SQLException permission(
            SQLException failure, SessionContext context, Path file, @Nullable PhysicalConnection connection) {
        if (SqliteErrors.extendedCode(failure) == VendorCode.READONLY_DBMOVED) {
            SQLException gone = DatabaseGoneException.of(context.poolName(), file.toString());
            gone.initCause(failure);
            return gone;
        }
        ReadOnlyFile inTheWay = ReadOnlyFile.of(context.config(), file, failure);
        if (inTheWay != null) {
            return StorageException.unreadable(
                    context.poolName(), file.toString(), inTheWay.problem(file), inTheWay.fix(), failure);
        }
        if (context.config().readOnly()) {
            return SqliteErrors.isReadOnly(failure)
                    ? ReadOnlySessionException.ofDatabase(
                            context.poolName(), file.toString(), ReadOnlyFile.optionOf(context.config()), failure)
                    : failure;
        }
        String missing = WritePermission.missing(file);
        if (missing.isEmpty() && connection != null && isOpenedForReading(connection, failure)) {
            missing = "it could not be written when this connection was opened";
        }
        if (!missing.isEmpty()) {
            return StorageException.permission(context.poolName(), file.toString(), missing, failure);
        }
        return isRefused(failure) ? StorageException.refused(context.poolName(), file.toString(), failure) : failure;
    }

    /**
     * Whether SQLite has opened the file for reading since it could not for writing, were it for a moment. Permissions do not
     * tell, the refused write does.
     */
    private static boolean isOpenedForReading(PhysicalConnection connection, SQLException failure) {
        if (!connection.openedUnwritable()
                && SqliteErrors.extendedCode(failure) == VendorCode.READONLY
                && !connection.attached().isAny()
                && !isQueryOnly(connection)) {
            connection.openedOn(connection.openedFile(), true);
        }
        return connection.openedUnwritable();
    }

    private static boolean isQueryOnly(PhysicalConnection connection) {
        try {
            return connection.pragmas().has("query_only", "1");
        } catch (SQLException notKnown) {
            return true;
        }
    }

    /** Whether it is about the database or a file beside it: SQLite names others. */
    private static boolean isRefused(SQLException failure) {
        return SqliteErrors.extendedCode(failure) == VendorCode.READONLY_DIRECTORY
                || String.valueOf(failure.getMessage()).endsWith("(unable to open database file)");
    }
}
