// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import io.github.safesqlite.event.SessionUse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A session that runs what the test says. */
final class FakeSession implements LeakSubject {
    private final long sessionId;
    final AtomicInteger reclaims = new AtomicInteger();
    volatile String executing;
    volatile int uses;
    volatile RuntimeException reclaimFailure;

    FakeSession(long sessionId) {
        this.sessionId = sessionId;
    }

    @Override
    public long sessionId() {
        return sessionId;
    }

    @Override
    public String executingSql() {
        return executing;
    }

    @Override
    public SessionUse use() {
        return SessionUse.UNKNOWN;
    }

    @Override
    public int uses() {
        return uses;
    }

    @Override
    public boolean reclaimIdle(int usesSeen, Duration idle) {
        if (usesSeen == uses && executing == null) {
            reclaims.incrementAndGet();
            return true;
        }
        return false;
    }

    @Override
    public void abort() {
        reclaim();
    }

    @Override
    public void reclaim() {
        reclaims.incrementAndGet();
        if (reclaimFailure != null) {
            throw reclaimFailure;
        }
    }
}
