// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import org.jspecify.annotations.Nullable;

/**
 * What a session has said about itself. Immutable.
 *
 * @param applicationName what it does, in the application's words, or null if it has not said so
 * @param priority how urgent its writes are, or null if it has not said so
 */
public record ClientInfo(
        @Nullable String applicationName, @Nullable Priority priority) {
    /** Nothing. */
    public static final ClientInfo NONE = new ClientInfo(null, null);
}
