// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.log;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One category of the log. Safe for use by multiple threads.
 *
 * <p>It never throws: a logger that fails must not keep a write gate shut, or end a thread that serves others. What a logger
 * throws is printed to the standard error stream, the first time. Messages have key-values with SLF4J 2; SLF4J 1.7, which has
 * none, is given the message alone.
 */
public final class Log {
    private static final boolean TAKES_KEY_VALUES = takesKeyValues(Log.class.getClassLoader());
    private static final AtomicBoolean HAS_FAILED = new AtomicBoolean();

    private final @Nullable Logger logger;

    private Log(@Nullable Logger logger) {
        this.logger = logger;
    }

    /** The log of a category. */
    public static Log named(String category) {
        Logger found = null;
        try {
            found = LoggerFactory.getLogger(category);
        } catch (Throwable failure) {
            failed(failure);
        }
        return new Log(found);
    }

    private static boolean takesKeyValues(@Nullable ClassLoader loader) {
        try {
            Class.forName("org.slf4j.spi.LoggingEventBuilder", false, loader);
            return true;
        } catch (ClassNotFoundException | LinkageError olderSlf4j) {
            return false;
        }
    }

    /** Begins an error. */
    public LogEvent atError() {
        return at(LogLevel.ERROR);
    }

    /** Begins a warning. */
    public LogEvent atWarn() {
        return at(LogLevel.WARN);
    }

    /** Begins an information. */
    public LogEvent atInfo() {
        return at(LogLevel.INFO);
    }

    /** Begins a message for debugging. */
    public LogEvent atDebug() {
        return at(LogLevel.DEBUG);
    }

    /** Begins a message for tracing. */
    public LogEvent atTrace() {
        return at(LogLevel.TRACE);
    }

    /** Whether a warning would be logged, for one that is dear to put together. */
    public boolean isWarnEnabled() {
        return isEnabled(LogLevel.WARN);
    }

    private boolean isEnabled(LogLevel level) {
        Logger to = logger;
        return to != null && Boolean.TRUE.equals(guarded(() -> level.isEnabled(to)));
    }

    private LogEvent at(LogLevel level) {
        Logger to = logger;
        if (to == null || !isEnabled(level)) {
            return LogEvent.NONE;
        }
        LogEvent begun = guarded(() -> TAKES_KEY_VALUES ? KeyValueEvent.begin(to, level) : new PlainEvent(to, level));
        return begun == null ? LogEvent.NONE : begun;
    }

    /** What the logger answers; null if it fails. */
    static <T> @Nullable T guarded(Supplier<T> call) {
        try {
            return call.get();
        } catch (Throwable failure) {
            failed(failure);
            return null;
        }
    }

    static void failed(Throwable failure) {
        try {
            if (!HAS_FAILED.getAndSet(true)) {
                System.err.println("concurrency-safe-sqlite: the logger failed; this is reported only once.");
                failure.printStackTrace();
            }
        } catch (Throwable evenThat) {
            // There is nobody left to tell.
        }
    }
}
