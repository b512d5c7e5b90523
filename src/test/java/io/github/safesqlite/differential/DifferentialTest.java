// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.SinceDriver;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random JDBC programs show the same through this library as on the driver alone. {@code -Ddifferential.seed=N} runs the
 * program of that seed, {@code -Ddifferential.programs=N} that many.
 */
class DifferentialTest {
    private static final int MOST_REPORTS = Integer.getInteger("differential.reports", 5);
    private static final int PROGRAMS = 1_800;
    private static final int PROGRAMS_OF_SOAK = 200_000;
    private static final int THREADS = 2;

    /** The default build runs the same programs each time, so that it says the same each time; the search takes new ones. */
    private static final long FIRST_SEED = 1;

    /** What is excused is not compared. */
    private static final int MOST_EXCUSED_PERCENT = 3;

    /** Up to here the part that is excused says nothing: a replay, or a try of some programs. */
    private static final int FEW_STEPS = 25_000;

    /** Opening HikariCP costs more than a program. */
    private static final int HIKARI_EVERY = 50;

    @TempDir
    Path folder;

    private final List<String> reports = new CopyOnWriteArrayList<>();

    @Test
    @SinceDriver("3.54.1.0")
    void programsShowTheSameAsOnTheDriver() throws Exception {
        Tally tally = run(FIRST_SEED, PROGRAMS, DifferentialTest::waysInTurn);
        if (tally.compared() > FEW_STEPS) {
            assertTrue(tally.excused() * 100 <= tally.compared() * MOST_EXCUSED_PERCENT, tally::toString);
            for (Map.Entry<IntendedDifferences, Program> shown :
                    ShownDifferences.programs().entrySet()) {
                tally.add(shown(shown.getValue(), shown.getKey()));
            }
            assertEquals(Set.of(), tally.unseen());
        }
    }

    @ParameterizedTest
    @MethodSource("rareDifferences")
    void rareDifferenceShowsItself(IntendedDifferences difference) throws Exception {
        Program program = ShownDifferences.programs().get(difference);
        assertFalse(shown(program, difference).unseen().contains(difference), program::toString);
    }

    static Set<IntendedDifferences> rareDifferences() {
        return ShownDifferences.programs().keySet();
    }

    /** What the program of a difference on purpose shows; it shows no other than such. */
    private Tally shown(Program program, IntendedDifferences difference) throws SQLException {
        Comparison comparison = new Comparison(new Databases(folder));
        assertEquals(
                List.of(),
                comparison.differences(program, Comparison.allWays()).values().stream()
                        .map(Difference::report)
                        .toList(),
                difference::name);
        return comparison.tally();
    }

    @Test
    @Tag("search")
    void manyProgramsShowTheSameAsOnTheDriver() throws Exception {
        run(System.nanoTime() & 0xffff_ffffL, PROGRAMS_OF_SOAK, seed -> Comparison.allWays());
    }

    private Tally run(long firstSeed, int programs, LongFunction<Set<WayIn>> ways) throws Exception {
        Long replayed = Long.getLong("differential.seed");
        long first = replayed == null ? firstSeed : replayed;
        long end = first + Integer.getInteger("differential.programs", replayed == null ? programs : 1);
        System.out.println("differential.seed from " + first + " to " + (end - 1));
        Tally tally = new Tally();
        AtomicLong next = new AtomicLong(first);
        ExecutorService workers = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Tally>> tallies = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                tallies.add(workers.submit(
                        () -> compare(next, end, replayed == null ? ways : seed -> Comparison.allWays())));
            }
            for (Future<Tally> each : tallies) {
                tally.add(each.get());
            }
        } finally {
            workers.shutdownNow();
        }
        System.out.println(tally);
        assertEquals(List.of(), reports, () -> String.join("\n", reports));
        return tally;
    }

    private Tally compare(AtomicLong next, long end, LongFunction<Set<WayIn>> ways) throws SQLException {
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
        return comparison.tally();
    }

    /** Two ways for each program, so that each pair of them gets its share. */
    private static Set<WayIn> waysInTurn(long seed) {
        WayIn[] ways = {WayIn.OWN_POOL, WayIn.AROUND_PLAIN_DATA_SOURCE, WayIn.URL};
        int omitted = (int) (seed % ways.length);
        ways[omitted] = seed % HIKARI_EVERY == 0 ? WayIn.AROUND_HIKARI : ways[(omitted + 1) % ways.length];
        return EnumSet.copyOf(List.of(ways));
    }
}
