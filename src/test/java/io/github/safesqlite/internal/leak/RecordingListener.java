// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.event.LeakReport;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the events of this package in the order in which they came. */
public final class RecordingListener implements InlineListener {
    public final List<LeakReport> detected = new CopyOnWriteArrayList<>();
    public final List<Long> returned = new CopyOnWriteArrayList<>();
    public final List<LeakReport> reclaimed = new CopyOnWriteArrayList<>();
    public final List<HolderInfo> slow = new CopyOnWriteArrayList<>();

    @Override
    public void leakDetected(LeakReport report) {
        detected.add(report);
    }

    @Override
    public void leakReturned(long sessionId) {
        returned.add(sessionId);
    }

    @Override
    public void leakReclaimed(LeakReport report) {
        reclaimed.add(report);
    }

    @Override
    public void gateSlow(HolderInfo holder) {
        slow.add(holder);
    }
}
