// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random JDBC programs show the same through this library as on the driver alone. {@code -Ddifferential.seed=N} runs the
 * program of that seed, {@code -Ddifferential.programs=N} that many.
 */
class DifferentialTest {
    private static final int MOST_REPORTS = Integer.getInteger("differential.reports", 5);
    /**
     * The default build runs the same programs each time, so that it says the same each time; the soak takes new ones. The
     * program before the first is known to differ: after an INSERT into a table WITHOUT ROWID on another physical connection
     * {@code last_insert_rowid()} is 0 instead of that of the INSERT before.
     */
    private static final long FIRST_SEED = 171;

    /** Opening HikariCP costs more than a program; the default build takes the other ways in turn too. */
    private static final int HIKARI_EVERY = 10;

    @TempDir
    Path folder;

    @Test
    void programsShowTheSameAsOnTheDriver() throws SQLException {
        run(Integer.getInteger("differential.programs", 1_300), false);
    }

    @Test
    @Tag("soak")
    void manyProgramsShowTheSameAsOnTheDriver() throws SQLException {
        run(200_000, true);
    }

    private void run(int programs, boolean allWays) throws SQLException {
        Long replayed = Long.getLong("differential.seed");
        long first = replayed != null ? replayed : allWays ? System.nanoTime() & 0xffff_ffffL : FIRST_SEED;
        int count = replayed == null ? programs : Integer.getInteger("differential.programs", 1);
        System.out.println("differential.seed from " + first + ", " + count + " programs");
        Comparison comparison = new Comparison(new Databases(folder));
        List<String> reports = new ArrayList<>();
        for (long seed = first; seed < first + count && reports.size() < MOST_REPORTS; seed++) {
            Program program = ProgramGenerator.program(seed);
            for (Difference difference : comparison
                    .differences(program, ways(seed, allWays || replayed != null))
                    .values()) {
                reports.add("differential.seed=" + seed + " " + difference.report());
            }
        }
        System.out.println(comparison.summary());
        assertEquals(List.of(), reports, () -> String.join("\n", reports));
    }

    private static Set<Way> ways(long seed, boolean all) {
        Set<Way> ways = EnumSet.copyOf(Comparison.allWays());
        if (!all) {
            ways.remove(seed % 2 == 0 ? Way.URL : Way.AROUND_PLAIN_DATA_SOURCE);
            if (seed % HIKARI_EVERY != 0) {
                ways.remove(Way.AROUND_HIKARI);
            }
        }
        return ways;
    }
}
