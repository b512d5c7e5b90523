// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.execution;

import io.github.safesqlite.error.DatabaseGoneException;
import io.github.safesqlite.error.ReadOnlySessionException;
import io.github.safesqlite.error.StorageException;
import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.binding.SessionContext;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.file.FileHandles;
import io.github.safesqlite.internal.file.WritePermission;
import io.github.safesqlite.internal.opening.ReadOnlyFile;
import io.github.safesqlite.internal.retry.SqliteErrors;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.SQLException;

/** Explains exceptions of the driver that are caused by the file or its disk, and what to do. Stateless. */
public final class StorageFailures {
    private StorageFailures() {}

    /** The exception to throw for {@code failure}: itself, if it is not about storage or has been explained before. */
    public static SQLException explain(SQLException failure, SessionCore session) {
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
            case VendorCode.IOERR -> StorageException.failing(context.poolName(), name, failure);
            case VendorCode.PERM, VendorCode.READONLY, VendorCode.CANTOPEN ->
                file == null ? failure : permission(failure, session, file);
            default -> failure;
        };
    }

    // The same codes are for what has nothing to do with the file: PRAGMA query_only, an ATTACH of another file.
    private static SQLException permission(SQLException failure, SessionCore session, Path file) {
        SessionContext context = session.context();
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
        Lease lease = session.binding().current();
        if (missing.isEmpty() && lease != null && lease.connection().openedUnwritable()) {
            missing = "it could not be written when this connection was opened";
        }
        return missing.isEmpty()
                ? failure
                : StorageException.permission(context.poolName(), file.toString(), missing, failure);
    }
}
