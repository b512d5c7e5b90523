// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.github.safesqlite.clients.testing.DatabaseFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.scheduling.JobScheduler;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;
import org.jobrunr.storage.sql.sqlite.SqLiteStorageProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Public, for what JobRunr calls in it. */
public class JobRunrTest {
    private static final int JOBS = 60;
    private static final Map<Integer, AtomicInteger> RUNS = new ConcurrentHashMap<>();

    @TempDir
    Path folder;

    /** The job; JobRunr wants its class to be public. */
    public static final class Counting {
        private Counting() {}

        /** Counts how often each number is given. */
        public static void count(int number) {
            RUNS.computeIfAbsent(number, first -> new AtomicInteger()).incrementAndGet();
        }
    }

    private static StorageProvider storage(DataSource dataSource) {
        StorageProvider storage = SqlStorageProviderFactory.using(dataSource);
        return storage;
    }

    @Test
    void runsEachJobOnce() throws Exception {
        RUNS.clear();
        try (var file = DatabaseFile.in(folder)) {
            StorageProvider storage = storage(file.dataSource());
            assertInstanceOf(SqLiteStorageProvider.class, storage);
            JobScheduler scheduler = JobRunr.configure()
                    .useStorageProvider(storage)
                    .useBackgroundJobServer(
                            BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                                    .andPollInterval(Duration.ofSeconds(5))
                                    .andWorkerCount(8))
                    .initialize()
                    .getJobScheduler();
            try {
                IntStream.range(0, JOBS / 2).forEach(i -> scheduler.enqueue(() -> Counting.count(i)));
                scheduler.enqueue(IntStream.range(JOBS / 2, JOBS - 1).boxed(), i -> Counting.count(i));
                scheduler.schedule(Instant.now().plusMillis(500), () -> Counting.count(JOBS - 1));
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> storage.getJobStats().getSucceeded() == JOBS);
                assertEquals(0, storage.getJobStats().getFailed());
            } finally {
                JobRunr.destroy();
            }
            assertEquals(JOBS, RUNS.size());
            assertEquals(
                    JOBS, RUNS.values().stream().mapToInt(AtomicInteger::get).sum());
            assertEquals(
                    JOBS, file.number("SELECT count(*) FROM jobrunr_jobs WHERE state = '" + StateName.SUCCEEDED + "'"));
        }
    }
}
