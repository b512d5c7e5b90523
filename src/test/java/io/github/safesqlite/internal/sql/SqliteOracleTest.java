// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.SinceDriver;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Compares the classifier with SQLite's own answer on random texts: in the default build on the same each time, so that
 * it says the same each time; the search makes new ones.
 */
class SqliteOracleTest {
    private static final int TEXTS = Integer.getInteger("safesqlite.oracle.texts", 60_000);

    private long seed = Long.getLong("safesqlite.seed", 1);
    private final Map<String, Integer> gatedReads = new TreeMap<>();
    private final Map<String, Integer> rejections = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();
    private int accepted;
    private int rejected;
    private int reads;
    private int fileWrites;
    private int temporaryWrites;
    private int gatedTemporaryWrites;

    private Connection connection;
    private Statement statement;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        statement = connection.createStatement();
        for (String sql : SqlRules.SCHEMA) {
            statement.execute(sql);
        }
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    @SinceDriver("3.51.3.0")
    void agreesWithSqliteOnRandomStatements() {
        Random random = new Random(seed);
        SqlGrammar grammar = new SqlGrammar(random);
        Set<String> missing = grammar.productions();
        // The rarest productions come once in 40,000 texts, so that a round may miss one: it then goes on until it has
        // all.
        for (int i = 0; i < TEXTS || (!missing.isEmpty() && i < 5 * TEXTS); i++) {
            if (compare(grammar.statement().print())) {
                missing.removeAll(grammar.used());
            }
        }
        report("random statements");
        assertEquals(List.of(), failures, () -> "seed " + seed);
        assertEquals(Set.of(), missing, () -> "not one accepted text has these, seed " + seed);
        assertTrue(
                rejected < accepted * 0.03,
                () -> "SQLite rejected " + rejected + ", accepted " + accepted + ", seed " + seed);
        int gated = gatedReads.values().stream().mapToInt(Integer::intValue).sum();
        assertTrue(gated < reads * 0.001, () -> gatedReads + " of " + reads + ", seed " + seed);
    }

    @Test
    void agreesWithSqliteOnDamagedStatements() {
        Random random = new Random(seed);
        SqlGrammar grammar = new SqlGrammar(random);
        for (int i = 0; i < TEXTS / 8; i++) {
            SqlText text = grammar.statement();
            text.mutate();
            String sql = text.print();
            // Not even explained: SQLite applies a PRAGMA while it prepares it.
            if (SqlScript.parse(sql).single().kind() != StatementKind.PRAGMA) {
                compare(sql);
            }
        }
        report("damaged statements");
        assertEquals(List.of(), failures, () -> "seed " + seed);
        assertTrue(accepted > TEXTS / 200, "too few damaged texts are still SQL");
    }

    @Test
    void splitsScriptsBetweenTheirStatements() {
        Random random = new Random(seed);
        SqlGrammar grammar = new SqlGrammar(random);
        for (int i = 0; i < TEXTS / 20; i++) {
            List<String> parts = new ArrayList<>();
            int count = 1 + random.nextInt(5);
            for (int part = 0; part < count; part++) {
                parts.add(grammar.statement().printBody() + ";");
            }
            List<SqlStatement> split = SqlScript.parse(String.join("", parts)).statements();
            assertEquals(parts, split.stream().map(SqlStatement::sql).toList(), () -> "seed " + seed);
            for (int part = 0; part < count; part++) {
                SqlStatement alone = SqlScript.parse(parts.get(part)).single();
                assertEquals(alone.kind(), split.get(part).kind(), parts.get(part));
                assertEquals(alone.needsGate(), split.get(part).needsGate(), parts.get(part));
            }
        }
    }

    @Test
    @Tag("search")
    void agreesWithSqliteOnNewStatements() {
        seed = System.nanoTime();
        agreesWithSqliteOnRandomStatements();
    }

    @Test
    @Tag("search")
    void agreesWithSqliteOnNewlyDamagedStatements() {
        seed = System.nanoTime();
        agreesWithSqliteOnDamagedStatements();
    }

    private boolean compare(String sql) {
        SqliteLocks locks;
        try {
            locks = SqliteLocks.of(statement, sql);
        } catch (SQLException rejection) {
            rejected++;
            rejections.merge(String.valueOf(rejection.getMessage()).replaceAll(".*database \\(", ""), 1, Integer::sum);
            return false;
        }
        accepted++;
        SqlStatement classified = SqlScript.parse(sql).single();
        count(locks, classified, sql);
        check(!locks.file() || classified.needsGate(), "writes without the gate", sql);
        check(!locks.file() || !classified.isReadOnlySafe(), "writes in a read-only session", sql);
        check(
                !locks.temporary() || locks.file() || classified.changesSession() || classified.needsGate(),
                "temporary",
                sql);
        boolean change = classified.kind() == StatementKind.WRITE;
        check(!change || classified.hasReturning() == locks.rows() || alters(sql), "RETURNING", sql);
        check(classified.kind() != StatementKind.READ || !locks.file(), "a write of kind READ", sql);
        return true;
    }

    private void count(SqliteLocks locks, SqlStatement classified, String sql) {
        if (locks.file()) {
            fileWrites++;
        } else if (locks.temporary()) {
            temporaryWrites++;
            gatedTemporaryWrites += classified.needsGate() ? 1 : 0;
        } else {
            reads++;
            if (classified.needsGate()) {
                String reason = reason(sql);
                check(reason != null, "gated for no known reason", sql);
                gatedReads.merge(String.valueOf(reason), 1, Integer::sum);
            }
        }
    }

    // ALTER runs queries of its own, which show up as rows.
    private static boolean alters(String sql) {
        return sql.toUpperCase(Locale.ROOT).contains("ALTER");
    }

    /** Why a statement that writes nothing is taken for one that does, or null. */
    private static @Nullable String reason(String sql) {
        String words = sql.toUpperCase(Locale.ROOT)
                .replaceAll("(?s)/\\*.*?(\\*/|$)|--[^\n]*", " ")
                .replaceAll("\\s+", " ");
        if (words.contains("DROP ") && words.contains(" IF EXISTS")) {
            return "DROP IF EXISTS of what is not there";
        } else if (words.contains("CREATE ") && words.contains(" IF NOT EXISTS")) {
            return "CREATE IF NOT EXISTS of what is there";
        }
        return null;
    }

    private void check(boolean holds, String what, String sql) {
        if (!holds && failures.size() < 20) {
            failures.add(what + ": " + sql);
        }
    }

    private void report(String what) {
        System.out.printf(
                "%s, seed %d: %d accepted, %d rejected; %d write a file, %d only read, %d write temporary tables only"
                        + " (%d of them gated)%n",
                what, seed, accepted, rejected, fileWrites, reads, temporaryWrites, gatedTemporaryWrites);
        gatedReads.forEach((reason, count) -> System.out.println("  gated read, " + count + " times: " + reason));
        rejections.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(12)
                .forEach(entry -> System.out.println("  rejected " + entry.getValue() + ": " + entry.getKey()));
    }
}
