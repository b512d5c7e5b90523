// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

/**
 * A part that exists once per file, such as the task that keeps its log small: created for its first user and ended with the
 * last. See {@link SharedFile#join(Class, Object, java.util.function.Supplier)}.
 *
 * @param <U> the users
 */
public interface SharedPart<U> {
    /** Adds a user. */
    void add(U user);

    /** Removes a user; whether it was the last. Does not wait. */
    boolean remove(U user);

    /** Waits for what still runs for a user that was removed, and ends everything after the last. Can't throw. */
    void left(U user, boolean last);
}
