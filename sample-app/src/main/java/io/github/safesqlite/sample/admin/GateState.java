// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.admin;

import io.github.safesqlite.snapshot.GateSnapshot;
import java.util.List;

/**
 * Who writes and who waits.
 *
 * @param holder who is inside, or null
 * @param queue who waits, next to enter first
 * @param slowWrites the last that held the gate for long, newest first
 */
record GateState(Holder holder, List<Waiter> queue, List<?> slowWrites) {
    /** Who is inside. */
    record Holder(long connection, String thread, String threadState, long heldMillis, List<String> stack) {
        private static Holder of(GateSnapshot.Holder holder) {
            return new Holder(
                    holder.sessionId(),
                    holder.thread(),
                    holder.threadState(),
                    holder.held().toMillis(),
                    holder.stackNow().stream().map(StackTraceElement::toString).toList());
        }
    }

    /** Who waits. */
    record Waiter(long connection, String thread, long waitedMillis) {
        private static Waiter of(GateSnapshot.Waiter waiter) {
            return new Waiter(
                    waiter.sessionId(), waiter.thread(), waiter.waited().toMillis());
        }
    }

    static GateState of(GateSnapshot gate, List<?> slowWrites) {
        return new GateState(
                gate.holder() == null ? null : Holder.of(gate.holder()),
                gate.waiters().stream().map(Waiter::of).toList(),
                slowWrites);
    }
}
