// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.timetable;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.sample.serve.ServiceDatabase;
import io.github.safesqlite.sample.serve.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class TimetableTest {
    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void aTaskThatFailsRunsAgain(TestDatabase kind) throws Exception {
        CountDownLatch runs = new CountDownLatch(3);
        try (ServiceDatabase database = kind.open(directory);
                Timetable timetable = database.timetable()) {
            timetable.every(Duration.ofMillis(20), "fails", connection -> {
                assertTrue(connection.getAutoCommit());
                runs.countDown();
                throw new IllegalStateException("the task of a test fails");
            });
            assertTrue(runs.await(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void oneOfSeveralInstancesRunsASharedTask() throws Exception {
        AtomicInteger shared = new AtomicInteger();
        AtomicInteger others = new AtomicInteger();
        try (ServiceDatabase first = TestDatabase.SAFE.open(directory);
                ServiceDatabase second = TestDatabase.SAFE.open(directory);
                Timetable ofFirst = first.timetable();
                Timetable ofSecond = second.timetable()) {
            ofFirst.every(LONG, "shared", connection -> shared.incrementAndGet());
            ofSecond.every(LONG, "shared", connection -> shared.incrementAndGet());
            // An instance runs its tasks in order: these come after the shared one.
            ofFirst.every(LONG, "of-first", connection -> others.incrementAndGet());
            ofSecond.every(LONG, "of-second", connection -> others.incrementAndGet());
            await().atMost(Duration.ofSeconds(60)).until(() -> others.get() == 2);
            assertEquals(1, shared.get());
        }
    }

    @ParameterizedTest
    @EnumSource(names = "SAFE", mode = EnumSource.Mode.EXCLUDE)
    void eachInstanceRunsATaskOfItsOwn(TestDatabase kind) throws Exception {
        AtomicInteger runs = new AtomicInteger();
        try (ServiceDatabase first = kind.open(directory);
                ServiceDatabase second = kind.open(directory);
                Timetable ofFirst = first.timetable();
                Timetable ofSecond = second.timetable()) {
            ofFirst.every(LONG, "own", connection -> runs.incrementAndGet());
            ofSecond.every(LONG, "own", connection -> runs.incrementAndGet());
            await().atMost(Duration.ofSeconds(60)).until(() -> runs.get() == 2);
        }
    }
}
