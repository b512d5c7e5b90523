// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.event.LeakReport;
import io.github.safesqlite.internal.gate.Entrant;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recording of the JDK's flight recorder contains, and that nothing listens without one. */
class FlightRecorderTest {
    private static final String PREFIX = "io.github.safesqlite.";

    private final WriteGate gate = new WriteGate();
    private final Listeners listeners = Listeners.of();

    @TempDir
    Path folder;

    /** Runs something while a recording runs, and returns the events of the library. */
    private List<RecordedEvent> recorded(Work work) throws Exception {
        Path file = folder.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            recording.enable(PREFIX + "GateHold").withThreshold(Duration.ZERO);
            recording.start();
            work.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith(PREFIX))
                .toList();
    }

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    private static List<RecordedEvent> named(String name, List<RecordedEvent> events) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(PREFIX + name))
                .toList();
    }

    private static RecordedEvent only(String name, List<RecordedEvent> events) {
        List<RecordedEvent> found = named(name, events);
        assertEquals(1, found.size(), events::toString);
        assertEquals("app", found.get(0).getString("pool"));
        return found.get(0);
    }

    @Test
    void recordingHasTheWritesOfADataSourceThatIsOpenedMeanwhile() throws Exception {
        List<RecordedEvent> events = recorded(() -> {
            try (var dataSource = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(folder.resolve("app.db"))
                    .poolName("app")
                    .build())) {
                Sql.run(dataSource, "CREATE TABLE t(a)");
                Sql.run(dataSource, "INSERT INTO t VALUES ('secret')");
            }
        });
        RecordedEvent insert = named("GateHold", events).stream()
                .filter(event -> "INSERT INTO t VALUES (?)".equals(event.getString("statement")))
                .findFirst()
                .orElseThrow(() -> new AssertionError(events));
        assertEquals("app", insert.getString("pool"));
        assertTrue(insert.getLong("connection") > 0);
        assertFalse(insert.getDuration().isNegative());
        assertEquals(Thread.currentThread().getName(), insert.getThread().getJavaName());
    }

    @Test
    void eachEventHasItsFields() throws Exception {
        List<RecordedEvent> events = recorded(() -> {
            var told = new FlightEvents("app", gate);
            told.gateEntered(3, TimeUnit.MILLISECONDS.toNanos(2));
            told.groupCommitted(7);
            told.checkpointed(
                    new CheckpointReport(CheckpointReport.Mode.TRUNCATE, true, 12, 9, 4096, Duration.ofMillis(5)));
            told.busyRetried(3, 2);
            told.leakDetected(new LeakReport(
                    LeakReport.Kind.HELD_IDLE,
                    3,
                    "app",
                    "worker",
                    Duration.ofSeconds(60),
                    "SELECT ?",
                    new Throwable("opened here")));
            told.gateSlowEnded(holder(), TimeUnit.MILLISECONDS.toNanos(900));
        });
        RecordedEvent wait = only("GateWait", events);
        assertEquals(3, wait.getLong("connection"));
        assertEquals(Duration.ofMillis(2), wait.getDuration("waited"));
        assertTrue(wait.getBoolean("entered"));
        assertEquals(7, only("GroupCommit", events).getInt("statements"));

        RecordedEvent checkpoint = only("Checkpoint", events);
        assertEquals("TRUNCATE", checkpoint.getString("mode"));
        assertTrue(checkpoint.getBoolean("busy"));
        assertEquals(12, checkpoint.getInt("logFrames"));
        assertEquals(9, checkpoint.getInt("checkpointedFrames"));
        assertEquals(4096, checkpoint.getLong("walSize"));
        assertEquals(Duration.ofMillis(5), checkpoint.getDuration("took"));

        RecordedEvent retry = only("BusyRetry", events);
        assertEquals(2, retry.getInt("attempt"));
        assertFalse(retry.getBoolean("exhausted"));

        RecordedEvent leak = only("Leak", events);
        assertEquals("HELD_IDLE", leak.getString("kind"));
        assertEquals(Duration.ofSeconds(60), leak.getDuration("held"));
        assertEquals("worker", leak.getString("openedBy"));
        assertTrue(leak.getString("openedAt").contains("FlightRecorderTest"), leak::toString);
        assertEquals("SELECT ?", leak.getString("statement"));

        RecordedEvent slow = only("SlowWrite", events);
        assertEquals(Duration.ofSeconds(2), slow.getDuration("held"));
        assertEquals(Duration.ofMillis(900), slow.getDuration("inflicted"));
        assertTrue(slow.getBoolean("ended"));
        assertEquals(Thread.currentThread().getName(), slow.getThread("holder").getJavaName());
        assertEquals("UPDATE t SET a = ?", slow.getString("statement"));
    }

    private static HolderInfo holder() {
        return new HolderInfo(3, "app", Thread.currentThread(), Duration.ofSeconds(2), "UPDATE t SET a = ?", List.of());
    }

    @Test
    void givingUpAtTheGateIsAWaitThatDidNotEnter() throws Exception {
        List<RecordedEvent> events = recorded(() -> {
            var told = new FlightEvents("app", gate);
            told.gateEntered(2, TimeUnit.MILLISECONDS.toNanos(1) - 1);
            told.gateTimedOut(3, 5);
            told.busyExhausted(3, 4);
        });
        RecordedEvent wait = only("GateWait", events);
        assertEquals(3, wait.getLong("connection"));
        assertFalse(wait.getBoolean("entered"));
        assertTrue(only("BusyRetry", events).getBoolean("exhausted"));
    }

    /** The gate of an attached file is entered and left within the stay in one's own. */
    @Test
    void oneStayIsOneEventWhateverOtherGatesAreEnteredMeanwhile() throws Exception {
        List<RecordedEvent> events = recorded(() -> {
            var told = new FlightEvents("app", gate);
            Hold hold =
                    gate.enter(new Entrant(3, "app", Thread.currentThread(), "DELETE FROM t", null), Deadline.never());
            told.gateEntered(3, 0);
            told.gateEntered(3, 0);
            told.gateExited(3, 1);
            hold.working("DELETE FROM u");
            hold.exit();
            told.gateExited(4, 1);
            told.gateExited(3, 1);
        });
        assertEquals("DELETE FROM u", only("GateHold", events).getString("statement"));
    }

    /** Another DataSource on the file shares the gate and writes its own events. */
    @Test
    void stayOfAnotherConnectionIsNotRecorded() throws Exception {
        List<RecordedEvent> events = recorded(() -> {
            var told = new FlightEvents("app", gate);
            Hold hold = gate.enter(
                    new Entrant(4, "other", Thread.currentThread(), "DELETE FROM t", null), Deadline.never());
            told.gateEntered(3, 0);
            hold.exit();
            told.gateExited(4, 1);
        });
        assertEquals(List.of(), events);
    }

    @Test
    void listensOnlyWhileARecordingRuns() {
        var recording = new AtomicBoolean();
        var watch = new RecordingWatch(recording::get);
        var dataSource = new RecordedDataSource("app", gate, listeners, watch);
        watch.add(dataSource);
        try {
            assertFalse(dataSource.isListening());
            recording.set(true);
            watch.look();
            assertTrue(dataSource.isListening());
            recording.set(false);
            watch.look();
            assertFalse(dataSource.isListening());
            recording.set(true);
            watch.look();
        } finally {
            dataSource.close();
        }
        assertFalse(dataSource.isListening());
        watch.look();
        assertFalse(dataSource.isListening(), "closed");
    }

    @Test
    void jvmWithoutAFlightRecorderIsAskedOnce() {
        var asked = new AtomicInteger();
        var watch = new RecordingWatch(() -> {
            asked.incrementAndGet();
            throw new NoClassDefFoundError("jdk/jfr/FlightRecorder");
        });
        var dataSource = new RecordedDataSource("app", gate, listeners, watch);
        watch.add(dataSource);
        watch.look();
        dataSource.close();
        assertFalse(dataSource.isListening());
        assertEquals(1, asked.get());
    }

    @Test
    void stoppedRecordingIsNoRunningOne() {
        try (Recording recording = new Recording()) {
            assertFalse(RunningRecordings.isAny());
            recording.start();
            assertTrue(RunningRecordings.isAny());
            recording.stop();
            assertFalse(RunningRecordings.isAny());
        }
    }
}
