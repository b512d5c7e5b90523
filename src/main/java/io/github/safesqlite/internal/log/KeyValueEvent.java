// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.CallerBoundaryAware;
import org.slf4j.spi.LoggingEventBuilder;

/** A message for SLF4J 2. The only class that needs it; with SLF4J 1.7 it is not loaded. */
final class KeyValueEvent implements LogEvent {
    private final LoggingEventBuilder event;

    private KeyValueEvent(LoggingEventBuilder event) {
        this.event = event;
    }

    static LogEvent begin(Logger logger, LogLevel level) {
        LoggingEventBuilder event = logger.makeLoggingEventBuilder(Level.intToLevel(level.number));
        if (event instanceof CallerBoundaryAware aware) {
            aware.setCallerBoundary(KeyValueEvent.class.getName());
        }
        return new KeyValueEvent(event);
    }

    @Override
    public LogEvent addKeyValue(String key, @Nullable Object value) {
        Log.guarded(() -> event.addKeyValue(key, value));
        return this;
    }

    @Override
    public LogEvent setCause(@Nullable Throwable cause) {
        Log.guarded(() -> event.setCause(cause));
        return this;
    }

    @Override
    public void log(String message, @Nullable Object... arguments) {
        try {
            // Called from here, so that the place in the code that SLF4J notes is the caller's.
            event.log(message, arguments);
        } catch (Throwable failure) {
            Log.failed(failure);
        }
    }
}
