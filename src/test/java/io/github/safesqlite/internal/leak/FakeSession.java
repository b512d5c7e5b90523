// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import java.util.concurrent.atomic.AtomicInteger;

/** A session that runs what the test says. */
final class FakeSession implements LeakSubject {
    private final long sessionId;
    final AtomicInteger reclaims = new AtomicInteger();
    volatile String executing;
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
    public void reclaim() {
        reclaims.incrementAndGet();
        if (reclaimFailure != null) {
            throw reclaimFailure;
        }
    }
}
