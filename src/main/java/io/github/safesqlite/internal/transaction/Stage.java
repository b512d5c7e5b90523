// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.error.TransactionAbortedException;
import io.github.safesqlite.event.SessionUse.TransactionState;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.sql.BeginKind;
import io.github.safesqlite.internal.sql.SqlStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The state of a transaction, with what it holds there. Immutable. The method of each event returns the next stage.
 *
 * <ul>
 *   <li>{@link None}, or {@link Wanted} after a BEGIN in SQL or a savepoint, begins as {@link Reading}, as {@link Held} or as
 *       {@link Locked}.
 *   <li>Held becomes Reading when it has given way to those who wait.
 *   <li>Reading and Held are {@link Upgrading} during their first write. Then it is {@link Written}, or Reading again if the write was
 *       refused, or Locked if its snapshot was old and nothing that it had read has changed.
 *   <li>Locked is {@link Writing} during its first write. Then it is Written, or Locked again if the write was undone.
 *   <li>Locked can become {@link GaveWay}, and for its first write becomes Locked or Upgrading.
 *   <li>Each {@link Open} one can become {@link Aborted}, and all end as None.
 * </ul>
 */
sealed interface Stage {
    Stage NONE = new None();
    Stage WANTED = new Wanted(false);

    /** What others are told of it. */
    TransactionState told();

    /** The right to write that it holds. */
    default @Nullable GatePass pass() {
        return null;
    }

    /** The text of its first write; null if a rollback loses nothing. */
    default @Nullable String firstWrite() {
        return null;
    }

    /** Where it began, if it began by reading. */
    default @Nullable Throwable firstRead() {
        return null;
    }

    /** Whether it can give SQLite's write lock to an inner transaction of its thread. */
    default boolean canGiveWay() {
        return false;
    }

    // Events. Those that cannot happen at a stage throw an IllegalStateException.

    /** A BEGIN that takes no lock at once has come as SQL, or a savepoint. */
    default Stage wanted(BeginKind kind) {
        throw impossible("wanted");
    }

    /** It has begun, at this stage. */
    default Stage began(Open first) {
        throw impossible("begun");
    }

    /** It has entered the gate for a statement that is about to write, if its snapshot is still the newest. */
    default Stage upgrades(GatePass entered, String sql) {
        throw impossible("upgraded");
    }

    /** It has SQLite's write lock again, with the right to write that it kept. */
    default Stage tookLockBack() {
        throw impossible("given its lock back");
    }

    /** A statement is about to write. */
    default Stage writes(String sql) {
        throw impossible("written in");
    }

    /** The statement ran, or nobody knows how far it came. */
    default Stage ran() {
        return this;
    }

    /** The statement failed, and SQLite keeps the transaction open. */
    default Stage failed(SQLException failure) {
        return this;
    }

    /** It has given SQLite's write lock to an inner transaction of its thread. */
    default Stage gaveWay(NestedWrite nested) {
        throw impossible("asked to give way");
    }

    /** SQLite has it open no more, which the caller is yet to learn. */
    default Stage aborted(SQLException cause) {
        throw impossible("aborted");
    }

    private IllegalStateException impossible(String event) {
        return new IllegalStateException(
                "a transaction at the stage " + getClass().getSimpleName() + " cannot be " + event);
    }

    /** SQLite has no BEGIN of it. */
    sealed interface Unbegun extends Stage {
        @Override
        default TransactionState told() {
            return TransactionState.NONE;
        }

        @Override
        default Stage began(Open first) {
            return first;
        }
    }

    /** There is none. */
    record None() implements Unbegun {
        @Override
        public Stage wanted(BeginKind kind) {
            return kind == BeginKind.PLAIN ? WANTED : new Wanted(true);
        }
    }

    /** A BEGIN in SQL, or a savepoint, is held back until the first statement; a deferred one then begins by reading. */
    record Wanted(boolean deferred) implements Unbegun {}

    /** SQLite has it open. */
    sealed interface Open extends Stage {
        @Override
        default Stage aborted(SQLException cause) {
            return new Aborted(cause);
        }
    }

    /** It is in the gate, and has SQLite's write lock or is about to get it. */
    sealed interface InGate extends Open {
        @Override
        GatePass pass();

        @Override
        default TransactionState told() {
            return TransactionState.WRITING;
        }
    }

    /**
     * It has a snapshot, which others may outdate.
     *
     * @param begunWith the temporary write that it began with, which takes no lock unless a write has followed it once
     */
    record Reading(
            @Override @Nullable Throwable firstRead,
            @Nullable SqlStatement begunWith) implements Open {
        private static final Reading UNTRACED = new Reading(null, null);

        static Reading of(@Nullable Throwable firstRead, @Nullable SqlStatement begunWith) {
            return firstRead == null && begunWith == null ? UNTRACED : new Reading(firstRead, begunWith);
        }

        @Override
        public TransactionState told() {
            return TransactionState.READING;
        }

        @Override
        public Stage upgrades(GatePass entered, String sql) {
            return new Upgrading(entered, this, sql, false);
        }

        /** Where writes are refused, by {@code PRAGMA query_only} or the session, SQLite tells so. */
        @Override
        public Stage writes(String sql) {
            return this;
        }
    }

    /**
     * It has a snapshot and is in the gate, without SQLite's write lock, which nobody else in this JVM can have. It may leave the gate
     * to those who wait, and then the snapshot may become old.
     */
    record Held(@Override GatePass pass, Reading reading) implements Open {
        @Override
        public TransactionState told() {
            return TransactionState.READING;
        }

        @Override
        public @Nullable Throwable firstRead() {
            return reading.firstRead();
        }

        @Override
        public boolean canGiveWay() {
            return !pass.isLent();
        }

        @Override
        public Stage gaveWay(NestedWrite nested) {
            return new GaveWay(pass, reading, nested);
        }

        @Override
        public Stage upgrades(GatePass entered, String sql) {
            return new Upgrading(entered, reading, sql, entered == pass);
        }

        @Override
        public Stage ran() {
            return pass.hasGivenWay() ? reading : this;
        }
    }

    /**
     * It has read and is in the gate. Its first write is running, which tells whether its snapshot is still the newest.
     *
     * @param neverLeft whether it has been in the gate since it took its snapshot, so that only a writer outside can have outdated it
     */
    record Upgrading(
            @Override GatePass pass,
            Reading reading,
            @Override String firstWrite,
            boolean neverLeft) implements InGate {
        @Override
        public @Nullable Throwable firstRead() {
            return reading.firstRead();
        }

        @Override
        public Stage ran() {
            return new Written(pass, firstRead(), firstWrite);
        }

        /** If the snapshot is old or another process writes, the upgrade did not happen. The snapshot stays readable. */
        @Override
        public Stage failed(SQLException failure) {
            if (SqliteErrors.isStaleSnapshot(failure) || SqliteErrors.isBusy(failure)) {
                return reading;
            }
            return SqliteErrors.isError(failure) ? new Locked(pass, firstRead()) : ran();
        }

        /** It has SQLite's write lock on the newest state, where all that it has read is the same. */
        Locked moved() {
            return new Locked(pass, firstRead());
        }
    }

    /** It is in the gate and has written nothing. */
    record Locked(
            @Override GatePass pass, @Override @Nullable Throwable firstRead) implements InGate {
        @Override
        public Stage writes(String sql) {
            return new Writing(pass, firstRead, sql);
        }

        @Override
        public boolean canGiveWay() {
            return !pass.isLent();
        }

        @Override
        public Stage gaveWay(NestedWrite nested) {
            return new GaveWay(pass, Reading.of(firstRead, null), nested);
        }
    }

    /** It is in the gate, and its first write is running. */
    record Writing(
            @Override GatePass pass,
            @Override @Nullable Throwable firstRead,
            @Override String firstWrite) implements InGate {
        @Override
        public Stage ran() {
            return new Written(pass, firstRead, firstWrite);
        }

        @Override
        public Stage failed(SQLException failure) {
            return SqliteErrors.isError(failure) ? new Locked(pass, firstRead) : ran();
        }
    }

    /** It is in the gate, and a rollback may lose something. */
    record Written(
            @Override GatePass pass,
            @Override @Nullable Throwable firstRead,
            @Override String firstWrite) implements InGate {
        @Override
        public Stage writes(String sql) {
            return this;
        }
    }

    /** It is in the gate without SQLite's write lock, which an inner transaction of its thread may have. */
    record GaveWay(@Override GatePass pass, Reading reading, NestedWrite nested) implements Open {
        @Override
        public TransactionState told() {
            return TransactionState.READING;
        }

        @Override
        public @Nullable Throwable firstRead() {
            return reading.firstRead();
        }

        @Override
        public boolean canGiveWay() {
            return nested.isEnded();
        }

        @Override
        public Stage upgrades(GatePass entered, String sql) {
            return new Upgrading(entered, reading, sql, false);
        }

        @Override
        public Stage tookLockBack() {
            return new Locked(pass, firstRead());
        }

        @Override
        public Stage gaveWay(NestedWrite again) {
            return new GaveWay(pass, reading, again);
        }
    }

    /** SQLite has rolled it back, or the library in its place; the caller does not know yet. */
    record Aborted(SQLException cause) implements Stage {
        @Override
        public TransactionState told() {
            return TransactionState.ABORTED;
        }

        /** What the caller is told of it. */
        SQLException refusal(SessionCore session, String wanted) {
            if (cause instanceof SessionClosedException ended) {
                return ended;
            }
            int code = SqliteErrors.primaryCodeOr(VendorCode.ABORT, cause);
            return TransactionAbortedException.of(session.context().poolName(), session.id(), wanted, code, cause);
        }
    }
}
