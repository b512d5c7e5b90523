// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import java.io.Serial;

/** The stack that acquired a connection; logged, never thrown. */
final class CheckoutStack extends Throwable {
    @Serial
    private static final long serialVersionUID = 1;

    private final long sessionId;
    private final String threadName;

    private CheckoutStack(long sessionId, String threadName, boolean withFrames) {
        // Without cause and suppression, what is left is the cost of walking the stack.
        super(null, null, false, withFrames);
        this.sessionId = sessionId;
        this.threadName = threadName;
    }

    static CheckoutStack here(long sessionId, Thread thread) {
        return new CheckoutStack(sessionId, thread.getName(), true);
    }

    static CheckoutStack unknown(long sessionId, Thread thread) {
        return new CheckoutStack(sessionId, thread.getName(), false);
    }

    @Override
    public String getMessage() {
        String opened = "connection #" + sessionId + " was opened by thread \"" + threadName + "\"";
        return getStackTrace().length > 0
                ? opened + " here"
                : opened + "; its stack was not recorded (leakDetectionThreshold is off, or see leakStacks)";
    }
}
