// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.text;

import io.github.safesqlite.event.HolderInfo;
import org.jspecify.annotations.Nullable;

/** Holders as they are shown in messages and logs. */
public final class HolderText {
    private HolderText() {}

    /** One clause such as {@code held for 6120 ms by connection #3 on thread "http-4" (INSERT INTO orders VALUES (?))}. */
    public static String describe(HolderInfo holder) {
        return "held for " + Text.millis(holder.held()) + " by connection #" + holder.sessionId()
                + ofApplication(holder.applicationName()) + " on thread \""
                + holder.thread().getName() + "\"" + SqlText.inParentheses(holder.sql());
    }

    private static String ofApplication(@Nullable String name) {
        return name == null ? "" : " of application \"" + name + "\"";
    }
}
