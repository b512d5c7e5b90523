// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.internal.file.FileLocks;
import io.github.safesqlite.internal.file.SharedFile;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.retry.BusyLook;
import io.github.safesqlite.internal.text.HolderText;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Describes who holds the lock on a database file that keeps SQLite busy. Safe for use by multiple threads. */
public final class LockOwner implements BusyLook {
    private static final String UNKNOWN_OUTSIDE =
            "It is not known who holds the lock; it is not a connection in the write gate of this library.";

    private final SharedFile shared;
    private final @Nullable Path file;

    /** Looks at a database in memory if {@code file} is null. */
    public LockOwner(SharedFile shared, @Nullable Path file) {
        this.shared = shared;
        this.file = file;
    }

    @Override
    public void requireEnd() {}

    /** As someone sees it who is no session: the one in the gate may be the owner, unless it is this thread or only reads. */
    @Override
    public String whoHasTheLock() {
        Hold holder = shared.gate().holder();
        boolean own = holder != null && holder.thread() == Thread.currentThread();
        Optional<FileLocks.Owner> owner = owner(false);
        if (holder != null
                && holder.isInTheWay()
                && !own
                && !isLockedBySql()
                && owner.map(FileLocks.Owner::isThisProcess).orElse(true)) {
            return "The write gate is " + HolderText.describe(holder.info()) + ".";
        }
        return describe(owner, own);
    }

    /**
     * As a session sees it that knows that nobody in the gate has the lock.
     *
     * @param inGate whether that session is in the gate
     * @param ownLock whether its connection has a lock itself
     */
    public String outsideOfGate(boolean inGate, boolean ownLock) {
        return describe(owner(ownLock), inGate);
    }

    /** Who has the file open beside one connection, as words such as {@code 2 other connections of this DataSource in use}. */
    public String others(int inUse) {
        if (inUse > 0) {
            return inUse + (inUse == 1 ? " other connection" : " other connections") + " of this DataSource in use";
        }
        Optional<FileLocks.Owner> owner =
                file == null ? Optional.empty() : FileLocks.ofSystem().userOf(file);
        return owner.map(user -> user.isThisProcess()
                        ? "another connection of this process: one that a pool keeps idle, or that was opened without"
                                + " this library"
                        : user.name())
                .orElse("another DataSource or process");
    }

    private boolean isLockedBySql() {
        return shared.soleUse().lockedBy() != null;
    }

    private Optional<FileLocks.Owner> owner(boolean ownLock) {
        return file == null ? Optional.empty() : FileLocks.ofSystem().inTheWayOfWriter(file, ownLock);
    }

    private String describe(Optional<FileLocks.Owner> owner, boolean inGate) {
        String locker = shared.soleUse().lockedBy();
        if (locker != null && owner.map(FileLocks.Owner::isThisProcess).orElse(true)) {
            return "The file is locked by " + locker
                    + ", which has set PRAGMA locking_mode=EXCLUSIVE and keeps the lock until it is closed.";
        }
        if (owner.isEmpty()) {
            return inGate ? UNKNOWN_OUTSIDE : UNKNOWN;
        }
        return "The lock is held by " + owner.get().name()
                + (owner.get().isThisProcess() ? ", outside the write gate of this library." : ".");
    }
}
