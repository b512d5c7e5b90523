// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.internal.file.LogSync.Commit;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which force makes which commit durable. */
class LogSyncTest {
    private static final Path LOG = Path.of("app.db-wal");

    private final List<Stub> opened = new ArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final LogSync sync = new LogSync(this::open, failures::incrementAndGet);

    private LogForce open(Path path) {
        Stub log = new Stub();
        opened.add(log);
        return log;
    }

    /** A log whose forces begin, and end when the test says so. */
    private static final class Stub implements LogForce {
        private final Semaphore ends = new Semaphore(0);
        private final AtomicInteger begun = new AtomicInteger();
        private volatile boolean fails;
        private volatile boolean named = true;
        private volatile boolean closed;

        @Override
        public boolean isAt(Path path) {
            return named;
        }

        @Override
        public void force() throws IOException {
            begun.incrementAndGet();
            ends.acquireUninterruptibly();
            if (fails) {
                throw new IOException("the disk is broken");
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private Commit written() throws IOException {
        Commit commit = sync.prepare(LOG);
        commit.written();
        return commit;
    }

    private static Actor.Started<Boolean> awaits(Actor actor, Commit commit) {
        return actor.starts("waits for the force", () -> {
            commit.awaitDurable();
            return true;
        });
    }

    @Test
    void aForceCoversWhatWasWrittenBeforeItBeganAndNothingElse() throws Exception {
        try (Actor first = new Actor("first");
                Actor second = new Actor("second");
                Actor third = new Actor("third")) {
            var one = awaits(first, written());
            Stub log = opened.get(0);
            Waiting.until(() -> log.begun.get() == 1);
            Commit late = written();
            Commit later = written();
            var two = awaits(second, late);
            var three = awaits(third, later);
            second.untilParked();
            third.untilParked();
            assertEquals(1, log.begun.get());

            log.ends.release();
            assertTrue(one.result());
            Waiting.until(() -> log.begun.get() == 2);
            assertFalse(two.isDone());
            assertFalse(three.isDone());

            log.ends.release();
            assertTrue(two.result());
            assertTrue(three.result());
            assertEquals(2, log.begun.get());
        }
    }

    @Test
    void aCommitThatAForceHasCoveredNeedsNoOther() throws Exception {
        Commit first = written();
        Commit second = written();
        opened.get(0).ends.release();
        second.awaitDurable();
        first.awaitDurable();
        assertEquals(1, opened.get(0).begun.get());
    }

    @Test
    void whatWasNotWrittenNeedsNoForce() throws Exception {
        sync.prepare(LOG).awaitDurable();
        Commit.DURABLE.awaitDurable();
        assertEquals(0, opened.get(0).begun.get());
    }

    @Test
    void afterAFailureAllThatWaitFailAndNothingIsForcedAgain() throws Exception {
        try (Actor first = new Actor("first");
                Actor second = new Actor("second")) {
            Commit prepared = sync.prepare(LOG);
            Stub log = opened.get(0);
            log.fails = true;
            var one = awaits(first, written());
            Waiting.until(() -> log.begun.get() == 1);
            var two = awaits(second, written());
            second.untilParked();
            log.fails = true;
            log.ends.release();
            assertThrows(IOException.class, one::result);
            log.fails = false;
            assertThrows(IOException.class, two::result);
            prepared.written();
            assertThrows(IOException.class, prepared::awaitDurable);
            assertThrows(IOException.class, () -> sync.prepare(LOG));
            assertEquals(1, log.begun.get());
            assertEquals(1, failures.get());
            assertTrue(log.closed);
            assertEquals(1, opened.size());
        }
    }

    /** Who is told reads next what is stored, on a connection that must not be one of before. */
    @Test
    void nobodyIsToldOfAFailureBeforeTheConnectionsOfBeforeAreGivenUp() throws Exception {
        Semaphore givesUp = new Semaphore(0);
        Semaphore givenUp = new Semaphore(0);
        LogSync told = new LogSync(this::open, () -> {
            givesUp.release();
            givenUp.acquireUninterruptibly();
        });
        try (Actor first = new Actor("first");
                Actor late = new Actor("late")) {
            Commit one = told.prepare(LOG);
            one.written();
            Commit two = told.prepare(LOG);
            Stub log = opened.get(0);
            log.fails = true;
            log.ends.release();
            var forces = awaits(first, one);
            givesUp.acquire();
            two.written();
            var arrives = awaits(late, two);
            try {
                late.untilParked();
                assertFalse(arrives.isDone());
            } finally {
                givenUp.release();
            }
            assertThrows(IOException.class, forces::result);
            assertThrows(IOException.class, arrives::result);
        }
    }

    @Test
    void whatWasDurableBeforeAFailureStaysSo() throws Exception {
        Commit early = written();
        Stub log = opened.get(0);
        log.ends.release();
        early.awaitDurable();
        log.fails = true;
        log.ends.release();
        assertThrows(IOException.class, written()::awaitDurable);
        early.awaitDurable();
    }

    @Test
    void aLogThatTookThePlaceOfAnotherIsOpenedWhenTheForceHasEnded() throws Exception {
        try (Actor first = new Actor("first");
                Actor second = new Actor("second")) {
            var one = awaits(first, written());
            Stub old = opened.get(0);
            Waiting.until(() -> old.begun.get() == 1);
            old.named = false;
            var prepared = second.starts("prepares", this::written);
            second.untilParked();
            assertFalse(old.closed);
            old.ends.release();
            assertTrue(one.result());
            Commit commit = prepared.result();
            assertTrue(old.closed);
            opened.get(1).ends.release();
            commit.awaitDurable();
            assertEquals(1, opened.get(1).begun.get());
        }
    }

    @Test
    void aLogThatNobodyUsesIsClosedWhenNoCommitWaitsForIt() throws Exception {
        Commit commit = written();
        Stub log = opened.get(0);
        sync.unused();
        assertFalse(log.closed);
        log.ends.release();
        commit.awaitDurable();
        assertTrue(log.closed);
    }

    @Test
    void anInterruptNeitherEndsTheWaitNorClosesTheLog(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("app.db-wal"), "frames");
        LogSync real = new LogSync(OpenLog::open, failures::incrementAndGet);
        for (int commits = 0; commits < 2; commits++) {
            Commit commit = real.prepare(file);
            commit.written();
            Thread.currentThread().interrupt();
            commit.awaitDurable();
            assertTrue(Thread.interrupted());
        }
        assertEquals(0, failures.get());
        real.unused();
    }

    @Test
    void rewritingALogLeavesItAsItWas(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("app.db-wal");
        byte[] bytes = new byte[(2 << 20) + 7];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        Files.write(file, bytes);
        OpenLog.rewrite(file);
        assertEquals(-1, java.util.Arrays.mismatch(bytes, Files.readAllBytes(file)));
        OpenLog.rewrite(folder.resolve("none"));
    }
}
