// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.log;

import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.spi.LocationAwareLogger;

/** How important a message is. */
enum LogLevel {
    ERROR(LocationAwareLogger.ERROR_INT, Logger::isErrorEnabled),
    WARN(LocationAwareLogger.WARN_INT, Logger::isWarnEnabled),
    INFO(LocationAwareLogger.INFO_INT, Logger::isInfoEnabled),
    DEBUG(LocationAwareLogger.DEBUG_INT, Logger::isDebugEnabled),
    TRACE(LocationAwareLogger.TRACE_INT, Logger::isTraceEnabled);

    /** SLF4J's number for it. */
    final int number;

    private final Predicate<Logger> enabled;

    LogLevel(int number, Predicate<Logger> enabled) {
        this.number = number;
        this.enabled = enabled;
    }

    boolean isEnabled(Logger logger) {
        return enabled.test(logger);
    }
}
