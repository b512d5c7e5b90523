// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.internal.binding.KeepReason;
import io.github.safesqlite.internal.binding.Lease;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.driver.AttachedFile;
import io.github.safesqlite.internal.driver.DatabaseNumbers;
import io.github.safesqlite.internal.driver.Program;
import io.github.safesqlite.internal.gate.SeveralGates;
import io.github.safesqlite.internal.gate.WriteGate;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which write gates a session must enter: that of its main database, and those of the files that its connection has attached.
 * Guarded by the session's lock.
 */
public final class NeededGates {
    private final SessionCore session;
    private final List<WriteGate> mainOnly;

    NeededGates(SessionCore session) {
        this.session = session;
        this.mainOnly = List.of(session.context().gate());
    }

    /** For a transaction that may write: SQLite's BEGIN IMMEDIATE takes the write locks of all files. */
    List<WriteGate> forTransaction() throws SQLException {
        return forWrite(Program.PLAIN);
    }

    /** For a statement, as far as it is known what it writes. In the order in which they are entered. */
    public List<WriteGate> forWrite(Program program) throws SQLException {
        Lease lease = session.binding().current();
        if (lease != null && lease.isKeptFor(KeepReason.RAW_HANDLE)) {
            lease.connection().attachedMayHaveChanged();
        }
        List<AttachedFile> attached = attached();
        if (attached.isEmpty()) {
            return mainOnly;
        }
        DatabaseNumbers written = program.written();
        List<WriteGate> gates = new ArrayList<>();
        if (written.hasMain()) {
            gates.add(session.context().gate());
        }
        for (AttachedFile file : attached) {
            if (written.has(file.number())) {
                gates.add(file.gate());
            }
        }
        return gates.isEmpty() ? mainOnly : SeveralGates.inOrder(gates);
    }

    /** Whether the session has attached no file that it may write to. */
    boolean isMainOnly() {
        return attached().isEmpty();
    }

    /** Whether the statement may write to files, but to no attached one. */
    public boolean isMainEnough(Program program) {
        return attached().isEmpty() || program.written().hasNoneAttached();
    }

    /** The attached file that a gate is of, or null if it is that of the main database. */
    @Nullable
    Path attachedFile(WriteGate gate) {
        for (AttachedFile file : gate == session.context().gate() ? List.<AttachedFile>of() : attached()) {
            if (file.gate() == gate) {
                return file.path();
            }
        }
        return null;
    }

    /** On the session's connection, or else on the one that it would get. */
    private List<AttachedFile> attached() {
        Lease lease = session.binding().current();
        return lease == null
                ? session.context().source().attachedByEach()
                : lease.connection().attached().writable();
    }
}
