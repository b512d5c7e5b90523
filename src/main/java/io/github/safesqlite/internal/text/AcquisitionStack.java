// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.text;

import io.github.safesqlite.event.HolderInfo;
import java.io.Serial;

/** Shows in a stack trace where someone else acquired what the failed caller wanted. It is never thrown. */
public final class AcquisitionStack extends Throwable {
    @Serial
    private static final long serialVersionUID = 1;

    private AcquisitionStack(String message) {
        super(message, null, false, true);
    }

    /** Hangs the stack of {@code holder}, if it is known, on {@code failure} as a suppressed throwable. */
    public static void attach(Throwable failure, HolderInfo holder) {
        if (holder.stackAtEntry().isEmpty()) {
            return;
        }
        var stack = new AcquisitionStack("connection #" + holder.sessionId() + " on thread \""
                + holder.thread().getName() + "\" acquired it here");
        stack.setStackTrace(holder.stackAtEntry().toArray(StackTraceElement[]::new));
        failure.addSuppressed(stack);
    }
}
