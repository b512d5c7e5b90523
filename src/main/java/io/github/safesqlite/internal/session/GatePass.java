// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.pool.PhysicalConnection;
import org.jspecify.annotations.Nullable;

/** A session's right to write: the gate itself, or the gate as lent by an outer transaction of the same thread. */
final class GatePass {
    private final @Nullable Hold hold;
    private final @Nullable Lending lending;

    private GatePass(@Nullable Hold hold, @Nullable Lending lending) {
        this.hold = hold;
        this.lending = lending;
    }

    static GatePass own(Hold hold) {
        return new GatePass(hold, null);
    }

    static GatePass lent(Lending lending) {
        return new GatePass(null, lending);
    }

    @Nullable
    Hold hold() {
        return hold;
    }

    /** Whether the gate is another session's, which may have ended since: then this one has inherited it. */
    boolean isLent() {
        return inside() == null;
    }

    private @Nullable Hold inside() {
        return hold == null && lending != null ? lending.inherited() : hold;
    }

    /** Tells diagnosis what the holder does now. */
    void working(String sql) {
        Hold inside = inside();
        if (inside != null) {
            inside.working(sql);
            inside.movedTo(Thread.currentThread());
        }
    }

    /** The last look at the connection that wrote, before it goes back to the pool. Can't throw. */
    void beforeRelease(PhysicalConnection writer) {
        if (lending != null) {
            lending.innerIsDone(writer);
        }
    }

    /** Leaves the gate to the one that it is lent to; false if that one has given it back. */
    boolean leaveTo(Lending borrower) {
        Hold inside = inside();
        return inside != null && borrower.inherit(inside);
    }

    /** Ends the right to write. */
    void exit() {
        try {
            if (hold != null) {
                hold.exit();
            }
        } finally {
            if (lending != null) {
                lending.end();
            }
        }
    }
}
