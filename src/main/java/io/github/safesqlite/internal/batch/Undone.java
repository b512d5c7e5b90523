// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

import java.io.Serial;
import java.util.Objects;

/** The transaction of a batch can not be committed. */
final class Undone extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final boolean certain;

    /** @param certain whether it is certain that nothing was committed, so that it can be written again */
    Undone(boolean certain, Throwable cause) {
        super(null, cause, false, false);
        this.certain = certain;
    }

    boolean isCertain() {
        return certain;
    }

    @Override
    public synchronized Throwable getCause() {
        return Objects.requireNonNull(super.getCause());
    }
}
