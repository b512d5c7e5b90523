// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.diagnosis;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import io.github.safesqlite.testing.Waiting;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What the library logs while it is open, as a logging backend sees it: with category, key-values and cause. */
public final class LogEvents extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final String ROOT = "io.github.safesqlite";

    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(ROOT);
    private final Level before = logger.getLevel();

    public LogEvents() {
        setContext(logger.getLoggerContext());
        start();
        logger.addAppender(this);
    }

    /** Lets it also see what is not logged in production. */
    public LogEvents withDebug() {
        logger.setLevel(Level.DEBUG);
        return this;
    }

    @Override
    protected void append(ILoggingEvent event) {
        event.getFormattedMessage();
        events.add(event);
    }

    public List<ILoggingEvent> all() {
        return List.copyOf(events);
    }

    /** The first event whose message has all these parts; waits for it. */
    public ILoggingEvent await(String... parts) {
        return Waiting.until(
                () -> events.stream()
                        .filter(event -> Arrays.stream(parts).allMatch(event.getFormattedMessage()::contains))
                        .findFirst()
                        .orElse(null),
                event -> event != null);
    }

    /** The category without the part that all have in common. */
    public static String category(ILoggingEvent event) {
        return event.getLoggerName().substring(ROOT.length() + 1);
    }

    public static Map<String, Object> keyValues(ILoggingEvent event) {
        Map<String, Object> pairs = new TreeMap<>();
        if (event.getKeyValuePairs() != null) {
            event.getKeyValuePairs().forEach(pair -> pairs.put(pair.key, String.valueOf(pair.value)));
        }
        return pairs;
    }

    public static StackTraceElement[] causeFrames(ILoggingEvent event) {
        IThrowableProxy cause = event.getThrowableProxy();
        return cause == null
                ? new StackTraceElement[0]
                : ((ThrowableProxy) cause).getThrowable().getStackTrace();
    }

    /** As a log file shows it. */
    public static String text(ILoggingEvent event) {
        var text = new StringBuilder();
        text.append(event.getLevel()).append(' ').append(event.getLoggerName()).append(" - ");
        text.append(event.getFormattedMessage());
        IThrowableProxy cause = event.getThrowableProxy();
        if (cause != null) {
            text.append('\n').append(((ThrowableProxy) cause).getThrowable());
            Arrays.stream(causeFrames(event))
                    .forEach(frame -> text.append("\n\tat ").append(frame));
        }
        return text.toString();
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setLevel(before);
        stop();
    }
}
