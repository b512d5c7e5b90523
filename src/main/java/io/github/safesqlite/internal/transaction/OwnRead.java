// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.internal.binding.SessionContext;
import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.gate.Readers.Reader;
import io.github.safesqlite.internal.leak.OpenRead;
import io.github.safesqlite.internal.text.SqlText;
import java.time.Duration;
import java.util.List;

/** A read of a session as it stands in the way of writers. Immutable; each read has an object of its own. */
public final class OwnRead implements Reader {
    private final SessionCore session;
    private final OpenRead read;

    OwnRead(SessionCore session, OpenRead read) {
        this.session = session;
        this.read = read;
    }

    /** Begins a read in the calling thread, which writers hear of if it is in their way. */
    public static OpenRead begin(SessionCore session) {
        SessionContext context = session.context();
        OpenRead read = new OpenRead(context.ticker().nanos(), session.calls().runningSql(), Thread.currentThread());
        if (context.readsBesideWrites()) {
            return read;
        }
        OwnRead own = new OwnRead(session, read);
        context.gate().readers().add(own);
        return read.endedBy(() -> context.gate().readers().remove(own));
    }

    @Override
    public SessionCore owner() {
        return session;
    }

    @Override
    public Thread thread() {
        return read.thread();
    }

    @Override
    public long sinceNanos() {
        return read.sinceNanos();
    }

    HolderInfo info() {
        return new HolderInfo(
                session.id(),
                session.context().poolName(),
                read.thread(),
                Duration.ofNanos(session.context().ticker().nanos() - read.sinceNanos()),
                SqlText.shown(read.sql()),
                List.of(session.openedAt().getStackTrace()));
    }
}
