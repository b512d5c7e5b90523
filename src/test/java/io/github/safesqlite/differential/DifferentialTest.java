// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random JDBC programs show the same through this library as on the driver alone. {@code -Ddifferential.seed=N} runs the
 * program of that seed, {@code -Ddifferential.programs=N} that many.
 */
class DifferentialTest {
    private static final int MOST_REPORTS = Integer.getInteger("differential.reports", 5);
    private static final int PROGRAMS = 5_000;
    private static final int PROGRAMS_OF_SOAK = 200_000;
    private static final int THREADS = 2;

    /** The default build runs the same programs each time, so that it says the same each time; the search takes new ones. */
    private static final long FIRST_SEED = 1;

    /** Opening HikariCP costs more than a program. */
    private static final int HIKARI_EVERY = 50;

    @TempDir
    Path folder;

    private final List<String> reports = new CopyOnWriteArrayList<>();

    @Test
    void programsShowTheSameAsOnTheDriver() throws Exception {
        run(FIRST_SEED, PROGRAMS, DifferentialTest::waysInTurn);
    }

    @Test
    @Tag("search")
    void manyProgramsShowTheSameAsOnTheDriver() throws Exception {
        run(System.nanoTime() & 0xffff_ffffL, PROGRAMS_OF_SOAK, seed -> Comparison.allWays());
    }

    private void run(long firstSeed, int programs, LongFunction<Set<Way>> ways) throws Exception {
        Long replayed = Long.getLong("differential.seed");
        long first = replayed == null ? firstSeed : replayed;
        long end = first + Integer.getInteger("differential.programs", replayed == null ? programs : 1);
        System.out.println("differential.seed from " + first + " to " + (end - 1));
        AtomicLong next = new AtomicLong(first);
        ExecutorService workers = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<String>> summaries = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                summaries.add(workers.submit(
                        () -> compare(next, end, replayed == null ? ways : seed -> Comparison.allWays())));
            }
            for (Future<String> summary : summaries) {
                System.out.println(summary.get());
            }
        } finally {
            workers.shutdownNow();
        }
        assertEquals(List.of(), reports, () -> String.join("\n", reports));
    }

    private String compare(AtomicLong next, long end, LongFunction<Set<Way>> ways) throws SQLException {
        Comparison comparison = new Comparison(new Databases(folder));
        for (long seed = next.getAndIncrement();
                seed < end && reports.size() < MOST_REPORTS;
                seed = next.getAndIncrement()) {
            Program program = ProgramGenerator.program(seed);
            for (Difference difference :
                    comparison.differences(program, ways.apply(seed)).values()) {
                reports.add("differential.seed=" + seed + " " + difference.report());
            }
        }
        return comparison.summary();
    }

    /** Two ways for each program, so that each pair of them gets its share. */
    private static Set<Way> waysInTurn(long seed) {
        Way[] ways = {Way.OWN_POOL, Way.AROUND_PLAIN_DATA_SOURCE, Way.URL};
        int omitted = (int) (seed % ways.length);
        ways[omitted] = seed % HIKARI_EVERY == 0 ? Way.AROUND_HIKARI : ways[(omitted + 1) % ways.length];
        return EnumSet.copyOf(List.of(ways));
    }
}
