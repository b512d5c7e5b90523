// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails a test in which anybody logged that the database is busy or locked, also if it was repeated and went well then.
 * A refused nested write is another matter: SQLITE_BUSY is its cause, because SQLite has no other code for it.
 */
public final class NoLockErrors implements BeforeEachCallback, AfterEachCallback {
    private static final Pattern LOCKED = Pattern.compile("SQLITE_(BUSY|LOCKED)|database( table)? is locked");

    private final List<String> found = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            String text = event.getFormattedMessage() + ThrowableProxyUtil.asString(event.getThrowableProxy());
            if (event.getLevel().isGreaterOrEqual(Level.INFO)
                    && LOCKED.matcher(text).find()
                    && !text.contains("NestedWriteException")) {
                found.add(text);
            }
        }
    };

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        found.clear();
        appender.setContext(root().getLoggerContext());
        appender.start();
        root().addAppender(appender);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        root().detachAppender(appender);
        assertEquals(List.of(), found);
    }
}
