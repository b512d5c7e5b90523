// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.message;

import java.util.Optional;

/**
 * Which messages to read, newest first.
 *
 * @param session only those of this session
 * @param role only those with this role
 * @param since only those that arrived at this time or later
 * @param before only those with a smaller number: the next page begins with the last number of this one
 * @param limit how many at most
 */
public record MessageFilter(Optional<String> session, Optional<String> role, long since, long before, int limit) {
    /** The newest messages. */
    public static MessageFilter newest(int limit) {
        return new MessageFilter(Optional.empty(), Optional.empty(), 0, Long.MAX_VALUE, limit);
    }

    /** The same for one session. */
    public MessageFilter ofSession(String name) {
        return new MessageFilter(Optional.of(name), role, since, before, limit);
    }

    /** The same for one role. */
    public MessageFilter withRole(String name) {
        return new MessageFilter(session, Optional.of(name), since, before, limit);
    }

    /** The page that follows a message. */
    public MessageFilter after(Message last) {
        return new MessageFilter(session, role, since, last.id(), limit);
    }
}
