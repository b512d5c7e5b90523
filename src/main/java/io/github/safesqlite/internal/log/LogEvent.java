// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.log;

import org.jspecify.annotations.Nullable;

/** One message that is being put together. Used by one thread; nothing in it throws. */
public interface LogEvent {
    /** A message that nobody wants. */
    LogEvent NONE = new LogEvent() {
        @Override
        public LogEvent addKeyValue(String key, @Nullable Object value) {
            return this;
        }

        @Override
        public LogEvent setCause(@Nullable Throwable cause) {
            return this;
        }

        @Override
        public void log(String message, @Nullable Object... arguments) {
            // Nobody wants it.
        }
    };

    /** Adds what the message says in words, for programs that read the log. */
    LogEvent addKeyValue(String key, @Nullable Object value);

    /** Names what is printed with its stack. */
    LogEvent setCause(@Nullable Throwable cause);

    /** Logs it; each {@code {}} of the message stands for one argument. */
    void log(String message, @Nullable Object... arguments);
}
