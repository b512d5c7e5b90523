// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import java.io.Serial;

/** The stack of the holder, to show with an error, without the expensive parts of an exception. */
final class CapturedStack extends Throwable {
    @Serial
    private static final long serialVersionUID = 1;

    /** The stack of another thread, now. */
    CapturedStack(Thread holding) {
        super("Thread \"" + holding.getName() + "\" holds the write gate; its current stack:", null, false, true);
        setStackTrace(holding.getStackTrace());
    }
}
