// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import java.util.List;

/** Formats threads for reports. */
final class ThreadText {
    private ThreadText() {}

    /** The thread's name and state, such as {@code "http-4" (WAITING)}. */
    static String describe(Thread thread) {
        return '"' + thread.getName() + "\" (" + state(thread) + ")";
    }

    static String state(Thread thread) {
        return thread.getState().name();
    }

    /** Where the thread is now, behind a colon, a line per frame; a full stop if it is nowhere. */
    static String stack(Thread thread) {
        return stack(List.of(thread.getStackTrace()));
    }

    static String stack(List<StackTraceElement> frames) {
        if (frames.isEmpty()) {
            return ".";
        }
        StringBuilder text = new StringBuilder(":");
        for (StackTraceElement frame : frames) {
            text.append(System.lineSeparator()).append("\tat ").append(frame);
        }
        return text.toString();
    }
}
