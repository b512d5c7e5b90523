// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails a test during which anybody has logged a lock error. Schedulers catch what fails in their threads and try again, so
 * that the log is the only place where it can be seen. It is found by META-INF/services, for all tests.
 */
public final class NoLockErrors implements BeforeEachCallback, AfterEachCallback {
    // Not a report of a slow writer, which a disk that pauses for a second is enough for.
    private static final List<String> LOCK_ERRORS =
            List.of("SQLITE_BUSY", "SQLITE_LOCKED", "is locked", "not entered within", "WriteGateTimeoutException");

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private Collector collector;

    private static final class Collector extends AppenderBase<ILoggingEvent> {
        private final ConcurrentLinkedQueue<String> found = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            collect(event.getFormattedMessage());
            for (IThrowableProxy thrown = event.getThrowableProxy(); thrown != null; thrown = thrown.getCause()) {
                collect(thrown.getClassName() + ": " + thrown.getMessage());
            }
        }

        private void collect(String text) {
            if (isLockError(text)) {
                found.add(text);
            }
        }
    }

    /** Whether the text tells of one. */
    static boolean isLockError(String text) {
        return LOCK_ERRORS.stream().anyMatch(text::contains);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        collector = new Collector();
        collector.setContext(root.getLoggerContext());
        collector.start();
        root.addAppender(collector);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        root.detachAppender(collector);
        assertEquals(List.of(), List.copyOf(collector.found), "lock errors in the log");
    }
}
