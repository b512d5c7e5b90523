// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.counter;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.counter.Counter.Merge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** The program of a child JVM: threads count, and what flushes have acknowledged is printed; then it dies without a close. */
final class CountingProcess {
    static final int THREADS = 16;

    private CountingProcess() {}

    public static void main(String[] args) throws Exception {
        var dataSource = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(args[0])
                .writeTimeout(Duration.ofSeconds(60))
                .build());
        int rounds = Integer.parseInt(args[1]);
        Counters counters = dataSource.counters(
                CountersOptions.defaults().withInterval(Duration.ofMillis(3)).withMaxKeys(50));
        Counter hits = counters.counter("page", "hits", Merge.SUM, "path");
        AtomicLong acknowledged = new AtomicLong();
        AtomicLongArray added = new AtomicLongArray(THREADS);
        List<Thread> threads = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int number = thread;
            threads.add(new Thread(() -> {
                for (int i = 0; i < rounds; i++) {
                    hits.add(1 + i % 3, "/" + (number + i) % 70);
                    added.addAndGet(number, 1 + i % 3);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        counters.flush().get(60, TimeUnit.SECONDS);
        for (int thread = 0; thread < THREADS; thread++) {
            acknowledged.addAndGet(added.get(thread));
        }
        System.out.println(acknowledged.get());
        // Not closed: what a flush has acknowledged is stored already.
        Runtime.getRuntime().halt(0);
    }
}
