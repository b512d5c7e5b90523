// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.move.cutover.Step;
import io.github.safesqlite.move.report.MoveReport;
import io.github.safesqlite.move.report.MoveReport.Outcome;
import io.github.safesqlite.move.testing.Databases;
import io.github.safesqlite.move.testing.Databases.Run;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random changes of tables that refer to one another arrive; the seed of a failure is in the name of the test. */
class CutoverSearchTest {
    private static final int SEEDS = Integer.getInteger("cutover.seeds", 20);
    private static final long FIRST_SEED = Long.getLong("cutover.seed", 1);

    @TempDir
    Path folder;

    private static LongStream seeds() {
        return LongStream.range(FIRST_SEED, FIRST_SEED + SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void randomChangesArrive(long seed) throws Exception {
        Random random = new Random(seed);
        try (Databases databases = new Databases(folder)) {
            create(databases, random.nextBoolean() ? "" : " ON DELETE CASCADE ON UPDATE CASCADE");
            List<String> done = new ArrayList<>(change(databases, random, 60));
            MoveReport report = CutoverRuns.cutOver(databases, step -> {
                if (step == Step.COPIED || step == Step.FOLLOWED || step == Step.STOPPING) {
                    done.add("-- " + step);
                    CutoverRuns.run(() -> done.addAll(change(databases, random, 20)));
                }
            });
            String log = String.join("\n", done) + "\n" + report.text();
            assertEquals(Outcome.CUT_OVER, report.outcome(), log);
            Run verified = databases.run(Main.commandLine(), "verify");
            assertEquals(Outcome.VERIFIED, verified.report().outcome(), log + verified.output());
        }
    }

    private static void create(Databases databases, String actions) throws SQLException {
        databases.sqlite(
                "PRAGMA journal_mode = WAL",
                "PRAGMA foreign_keys = ON",
                "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE UNIQUE, rank INTEGER UNIQUE,"
                        + " owner INTEGER REFERENCES item ON DELETE SET NULL ON UPDATE CASCADE)",
                "CREATE TABLE part (name TEXT COLLATE NOCASE, rank INTEGER, id INTEGER UNIQUE, owner INTEGER"
                        + " REFERENCES item ON DELETE CASCADE ON UPDATE CASCADE, PRIMARY KEY (name, rank)) WITHOUT ROWID",
                "CREATE TABLE piece (id INTEGER PRIMARY KEY, name TEXT, rank INTEGER, owner INTEGER"
                        + " REFERENCES part (id) ON DELETE CASCADE ON UPDATE CASCADE)",
                "CREATE UNIQUE INDEX owned ON part (owner, lower(name)) WHERE rank > 3");
        databases.postgres(
                "CREATE TABLE item (id bigint PRIMARY KEY, name text UNIQUE, rank bigint UNIQUE,"
                        + " owner bigint REFERENCES item" + actions + ")",
                "CREATE TABLE part (name text, rank bigint, id bigint UNIQUE, owner bigint REFERENCES item" + actions
                        + ", PRIMARY KEY (rank, name))",
                "CREATE TABLE piece (id bigint PRIMARY KEY, name text, rank bigint, owner bigint REFERENCES part (id)"
                        + actions + ")");
    }

    /** Runs statements that may fail, and returns those that do not. */
    private static List<String> change(Databases databases, Random random, int number) throws SQLException {
        List<String> done = new ArrayList<>();
        for (int count = 0; count < number; count++) {
            String sql = statement(random);
            databases.sqlite("BEGIN");
            boolean made = isMade(databases, sql);
            databases.sqlite(made ? "COMMIT" : "ROLLBACK");
            if (made) {
                done.add(sql);
            }
        }
        return done;
    }

    /** A row that replaces the one to which it refers leaves an orphan in SQLite, which PostgreSQL refuses. */
    private static boolean isMade(Databases databases, String sql) {
        try (Statement statement = databases.sqlite().createStatement()) {
            statement.execute(sql);
            try (ResultSet orphans = statement.executeQuery("PRAGMA foreign_key_check")) {
                return !orphans.next();
            }
        } catch (SQLException refused) {
            // The row breaks a constraint.
            return false;
        }
    }

    private static String statement(Random random) {
        String table = List.of("item", "part", "piece").get(random.nextInt(3));
        String conflict = List.of("", " OR REPLACE", " OR IGNORE").get(random.nextInt(3));
        String where = " WHERE " + column(random) + " = " + value(random);
        return switch (random.nextInt(5)) {
            case 0, 1 ->
                "INSERT" + conflict + " INTO " + table + " (id, name, rank, owner) VALUES (" + number(random) + ", "
                        + name(random) + ", " + number(random) + ", " + owner(random) + ")";
            case 2 -> "DELETE FROM " + table + where;
            default -> {
                String column = column(random);
                yield "UPDATE" + conflict + " " + table + " SET " + column + " = "
                        + (column.equals("name")
                                ? name(random)
                                : column.equals("owner") ? owner(random) : number(random))
                        + where;
            }
        };
    }

    private static String column(Random random) {
        return List.of("id", "name", "rank", "owner").get(random.nextInt(4));
    }

    private static String value(Random random) {
        return random.nextBoolean() ? name(random) : number(random);
    }

    private static String number(Random random) {
        return "" + (1 + random.nextInt(8));
    }

    private static String owner(Random random) {
        return random.nextInt(3) == 0 ? "NULL" : number(random);
    }

    private static String name(Random random) {
        String name = "" + (char) ('a' + random.nextInt(6));
        return "'" + (random.nextBoolean() ? name : name.toUpperCase()) + "'";
    }
}
