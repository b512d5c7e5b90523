// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.listeners;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.github.safesqlite.event.BatchReport;
import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.event.LeakReport;
import io.github.safesqlite.event.MaintenanceReport;
import io.github.safesqlite.event.SelfCheckReport;
import io.github.safesqlite.event.SqliteListener;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ListenersTest {
    private static final HolderInfo HOLDER =
            new HolderInfo(3, "app", Thread.currentThread(), Duration.ofMillis(5), null, List.of());
    private static final LeakReport LEAK =
            new LeakReport(LeakReport.Kind.HELD_IDLE, 3, "app", "main", Duration.ofMillis(5), null, null);
    private static final CheckpointReport CHECKPOINT =
            new CheckpointReport(CheckpointReport.Mode.PASSIVE, false, 12, 12, 1 << 20, Duration.ofMillis(5));

    private static final MaintenanceReport MAINTENANCE =
            new MaintenanceReport("backup", Instant.EPOCH, Duration.ofMillis(5), null);

    /** For events that tell more than numbers and words. */
    private static final Map<Class<?>, Object> REPORTS = Map.of(
            HolderInfo.class, HOLDER,
            LeakReport.class, LEAK,
            CheckpointReport.class, CHECKPOINT,
            MaintenanceReport.class, MAINTENANCE,
            SelfCheckReport.class, new SelfCheckReport("app", List.of("the pool counts 2 and has 1")),
            BatchReport.class, new BatchReport("log", 3, 1, 0, Duration.ofMillis(2)));

    static List<Method> events() {
        return Arrays.stream(InlineListener.class.getMethods()).toList();
    }

    @ParameterizedTest
    @MethodSource("events")
    void eachEventReachesAllListenersInOrderWithItsArguments(Method event) throws ReflectiveOperationException {
        var heard = new ArrayList<String>();
        Object[] arguments = arguments(event);
        String expected = event.getName() + Arrays.toString(arguments);

        event.invoke(Listeners.of(recording("a:", heard), recording("b:", heard)), arguments);

        assertEquals(List.of("a:" + expected, "b:" + expected), heard);
    }

    @ParameterizedTest
    @MethodSource("events")
    void aListenerThatThrowsDisturbsNobody(Method event) throws ReflectiveOperationException {
        var heard = new ArrayList<String>();
        Listeners listeners = Listeners.of(throwing(), recording("b:", heard));

        event.invoke(listeners, arguments(event));
        event.invoke(listeners, arguments(event));

        assertEquals(2, heard.size());
        assertEquals(2, listeners.failures());
    }

    @Test
    void onlyTheFirstFailureOfAListenerIsLogged() {
        var captured = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            Listeners listeners = Listeners.of(throwing());
            listeners.sessionOpened(1);
            listeners.sessionOpened(2);
        } finally {
            System.setErr(before);
        }
        String log = captured.toString(StandardCharsets.UTF_8);
        assertEquals(2, log.split("further failures are only counted", -1).length, log);
        assertTrue(log.contains("failed in sessionOpened"), log);
    }

    @Test
    void timeOfASessionIsAskedForOnlyIfItsEndIsHeard() {
        var listeners = Listeners.of("app", List.of(new SqliteListener() {
            @Override
            public void sessionOpened(long sessionId) {}
        }));
        listeners.add(new IgnoresSessions() {});
        assertFalse(listeners.hearClosedSessions());
        var hears = new InlineListener() {};
        listeners.add(hears);
        assertTrue(listeners.hearClosedSessions(), "nothing is known of it");
        listeners.remove(hears);
        assertFalse(listeners.hearClosedSessions());
        listeners.close();
        assertTrue(Listeners.of("app", List.of(new SqliteListener() {
                    @Override
                    public void sessionClosed(long sessionId, long usageNanos) {}
                }))
                .hearClosedSessions());
    }

    @Test
    void listenersComeAndGo() {
        var heard = new ArrayList<String>();
        InlineListener listener = recording("", heard);
        Listeners listeners = Listeners.of();
        listeners.sessionOpened(0);
        listeners.add(listener);
        listeners.sessionOpened(1);
        listeners.remove(listener);
        listeners.sessionOpened(2);
        assertEquals(List.of("sessionOpened[1]"), heard);
    }

    @Test
    void eventsAllocateNothing() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Listeners listeners = Listeners.of(new InlineListener() {}, new InlineListener() {});
        sendMany(listeners);
        long before = threads.getCurrentThreadAllocatedBytes();
        sendMany(listeners);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < 10_000, allocated + " bytes for 100,000 events");
    }

    private static void sendMany(Listeners listeners) {
        for (int i = 0; i < 100_000; i++) {
            listeners.gateEntered(i, 1_000_000L + i);
        }
    }

    private static Object[] arguments(Method event) {
        return Arrays.stream(event.getParameterTypes())
                .map(ListenersTest::argument)
                .toArray();
    }

    private static Object argument(Class<?> type) {
        if (type == long.class) {
            return 1L;
        }
        if (type == int.class) {
            return 2;
        }
        if (type == boolean.class) {
            return true;
        }
        if (type == String.class) {
            return "idle";
        }
        Object report = REPORTS.get(type);
        return report != null ? report : fail("no argument of " + type);
    }

    private static InlineListener recording(String name, List<String> heard) {
        return listener((method, arguments) -> heard.add(name + method.getName() + Arrays.toString(arguments)));
    }

    private static InlineListener throwing() {
        return listener((method, arguments) -> {
            throw new IllegalStateException("a broken listener");
        });
    }

    private interface Heard {
        void hear(Method method, Object[] arguments) throws InvocationTargetException;
    }

    private static InlineListener listener(Heard heard) {
        return (InlineListener) Proxy.newProxyInstance(
                InlineListener.class.getClassLoader(),
                new Class<?>[] {InlineListener.class},
                (proxy, method, arguments) -> {
                    heard.hear(method, arguments);
                    return null;
                });
    }
}
