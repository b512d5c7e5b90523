// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LocationAwareLogger;

/** A message for SLF4J 1.7, which has no key-values: the message says the same in words. */
final class PlainEvent implements LogEvent {
    private final Logger logger;
    private final LogLevel level;
    private @Nullable Throwable cause;

    PlainEvent(Logger logger, LogLevel level) {
        this.logger = logger;
        this.level = level;
    }

    @Override
    public LogEvent addKeyValue(String key, @Nullable Object value) {
        return this;
    }

    @Override
    public LogEvent setCause(@Nullable Throwable given) {
        cause = given;
        return this;
    }

    @Override
    public void log(String message, @Nullable Object... arguments) {
        try {
            write(MessageFormatter.arrayFormat(message, arguments).getMessage());
        } catch (Throwable failure) {
            Log.failed(failure);
        }
    }

    private void write(String text) {
        if (logger instanceof LocationAwareLogger aware) {
            aware.log(null, PlainEvent.class.getName(), level.number, text, null, cause);
            return;
        }
        switch (level) {
            case ERROR -> logger.error(text, cause);
            case WARN -> logger.warn(text, cause);
            case INFO -> logger.info(text, cause);
            case DEBUG -> logger.debug(text, cause);
            case TRACE -> logger.trace(text, cause);
        }
    }
}
