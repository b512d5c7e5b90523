// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.listeners;

import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.event.SqliteListener;

/** A listener of the library that does not hear when sessions end, for which the time would have to be asked. */
public interface IgnoresSessions extends InlineListener {
    /** Whether none of them hears it. */
    static boolean all(SqliteListener[] members) {
        for (SqliteListener member : members) {
            boolean ignores = member instanceof Mailbox mailbox
                    ? !mailbox.hears("sessionClosed")
                    : member instanceof IgnoresSessions;
            if (!ignores) {
                return false;
            }
        }
        return true;
    }
}
