// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The participation of a user in a part that exists once per file. Safe for use by multiple threads.
 *
 * @param <U> the user
 * @param <P> the part
 */
public final class Stay<U, P extends SharedPart<U>> implements AutoCloseable {
    private final P part;
    private final U user;
    private final Runnable leave;
    private final AtomicBoolean left = new AtomicBoolean();

    Stay(P part, U user, Runnable leave) {
        this.part = part;
        this.user = user;
        this.leave = leave;
    }

    /** What is shared. */
    public P part() {
        return part;
    }

    /** Whose stay it is. */
    public U user() {
        return user;
    }

    /** Ends it; later calls do nothing. Can't throw. */
    @Override
    public void close() {
        if (left.compareAndSet(false, true)) {
            leave.run();
        }
    }
}
