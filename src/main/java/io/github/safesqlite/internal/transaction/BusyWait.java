// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.error.NestedWriteException;
import io.github.safesqlite.internal.binding.SessionContext;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.gate.Readers.Reader;
import io.github.safesqlite.internal.retry.BusyLook;
import io.github.safesqlite.internal.retry.RetryPoint;
import io.github.safesqlite.internal.text.HolderText;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A wait of a session for SQLite.
 *
 * <p>Without a write-ahead log a write is not committed beside an open read, and at times not read beside an unfinished write.
 * If the other one is the waiting thread's own and no other thread uses it within the {@link Grace}, the wait would never end.
 */
public final class BusyWait implements BusyLook {
    private final SessionCore session;
    private final SessionContext context;
    private final RetryPoint point;
    private @Nullable SessionCore inTheWay;
    private @Nullable Grace grace;

    public BusyWait(SessionCore session, RetryPoint point) {
        this.session = session;
        this.context = session.context();
        this.point = point;
    }

    @Override
    public void requireEnd() throws NestedWriteException {
        if (OwnLock.isWantedBy(session)) {
            // Those that have become idle since it was wanted.
            context.source().sharedFile().soleUse().closeIdle();
        }
        if (context.readsBesideWrites() || !context.config().detectNestedWrites()) {
            return;
        }
        OwnRead read = read(reader -> reader.thread() == Thread.currentThread()).orElse(null);
        SessionInGate writer = read == null ? ownWriter() : null;
        SessionCore found = read != null ? read.owner() : writer == null ? null : writer.core();
        if (found == null) {
            inTheWay = null;
            grace = null;
            return;
        }
        Grace running = grace;
        if (found != inTheWay || running == null) {
            inTheWay = found;
            grace = new Grace(found, context.writeDeadline());
        } else if (running.endedUntouched()) {
            throw refused(read, writer);
        }
    }

    private NestedWriteException refused(@Nullable OwnRead read, @Nullable SessionInGate found) {
        String pool = context.poolName();
        String sql = session.calls().runningSql();
        String orElse =
                WriteAdvice.besideReads(context.config(), context.source().file() != null);
        NestedWriteException refusal = read != null
                ? NestedWriteException.ofReader(pool, session.id(), sql, read.info(), orElse)
                : NestedWriteException.ofWriter(
                        pool,
                        session.id(),
                        sql,
                        NestedWrite.holder(Objects.requireNonNull(found), Thread.currentThread()),
                        orElse);
        return NestedWrite.withStack(refusal, session);
    }

    private Optional<OwnRead> read(Predicate<Reader> kind) {
        Hold holder = context.gate().holder();
        boolean writes = holder != null && isOf(holder) && point != RetryPoint.BEGIN;
        return writes
                ? context.gate()
                        .readers()
                        .oldest(reader -> reader.owner() != session && kind.test(reader))
                        .map(OwnRead.class::cast)
                : Optional.empty();
    }

    /** The session in the gate, if this thread has used it last and it is another one than the waiting. */
    private @Nullable SessionInGate ownWriter() {
        Hold holder = context.gate().holder();
        return holder != null
                        && holder.thread() == Thread.currentThread()
                        && holder.entrant().owner() instanceof SessionInGate writer
                        && writer.core() != session
                ? writer
                : null;
    }

    private boolean isOf(Hold holder) {
        return holder.entrant().owner() instanceof SessionInGate writer && writer.core() == session;
    }

    @Override
    public String whoHasTheLock() {
        if (OwnLock.isWantedBy(session)) {
            return OwnLock.describe(context);
        }
        Hold holder = context.gate().holder();
        boolean writes = holder != null && isOf(holder);
        if (!context.readsBesideWrites()) {
            Optional<OwnRead> reader = read(any -> true);
            if (reader.isPresent()) {
                return "A read, " + HolderText.describe(reader.get().info())
                        + ", keeps this database from committing: it has no write-ahead log.";
            }
            if (holder != null && !writes) {
                return "The write gate is " + HolderText.describe(holder.info()) + ".";
            }
        }
        return OwnLock.lockOwner(context).outsideOfGate(writes, writes && point == RetryPoint.COMMIT);
    }

    @Override
    public String fix(String limitOption) {
        return OwnLock.isWantedBy(session) ? OwnLock.FIX : BusyLook.super.fix(limitOption);
    }
}
