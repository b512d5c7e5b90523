// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * What Jazzer calls with each text that it makes up, see {@link SqlFuzzTest}. Every rule compares with what SQLite itself
 * says, or holds for any text at all; so what breaks one is a fault of the parser.
 */
public final class SqlFuzzTarget {
    private static final int LONG = 2_000;

    /** Put behind a text: SQLite sees them unless the text has swallowed them, and so must the parser. */
    private static final List<String> WRITES_BEHIND = List.of("", " DELETE FROM t", "\n;DELETE FROM t");

    /** White space to SQLite, wherever it stands between two tokens. */
    private static final List<String> NOISE =
            List.of(" ", "\n", "/**/", "/***/", "/* ' \" ( */", "/** DELETE; **/", "/*/*/", "-- ' ( \n", "--\n");

    /** SQLite applies a PRAGMA while it prepares it, so it is not even explained. */
    private static final Pattern APPLIED = Pattern.compile("pragma");

    /** Words that make a write, or something temporary, of a statement only because it mentions them. */
    private static final Pattern TAKEN_FOR_MORE = Pattern.compile("exists|load_extension|optimize|tokenizer");

    private static final Statement SQLITE = open();
    private static final RefusedWrites REFUSED_WRITES = refusedWrites();

    private SqlFuzzTarget() {}

    /** Fails if the text that the input spells breaks a rule. The name is Jazzer's. */
    public static void fuzzerTestOneInput(byte[] input) throws SQLException {
        check(SqlPhrases.decode(input));
    }

    static void check(String text) throws SQLException {
        ParserRules.check(text);
        if (!text.isEmpty()) {
            ParserRules.checkWork(text.repeat(1 + LONG / text.length()));
            // What takes too long does so over many of the same, and a whole text is rarely that.
            Random random = new Random(text.hashCode());
            int start = random.nextInt(text.length());
            String piece = text.substring(start, Math.min(text.length(), start + 1 + random.nextInt(4)));
            ParserRules.checkWork(piece.repeat(LONG / piece.length()));
        }
        QuotedTextRules.check(text);
        for (String behind : WRITES_BEHIND) {
            checkWhole(text + behind);
        }
        SqlScript script = SqlScript.parse(text);
        // The first, also if none was seen: then SQLite must not see one either.
        compare(script.single());
        script.statements().stream().skip(1).forEach(SqlFuzzTarget::compare);
    }

    /** No write hides in a text, whatever it is cut into. */
    private static void checkWhole(String text) throws SQLException {
        List<SqlStatement> statements = SqlScript.parse(text).statements();
        boolean guarded = statements.stream().anyMatch(one -> one.needsGate() || one.changesSession());
        boolean refused = statements.stream().anyMatch(one -> !one.isReadOnlySafe() || one.changesSession());
        if (!guarded || !refused) {
            assertTrue(!REFUSED_WRITES.wants(text), () -> "writes, is taken for " + statements);
        }
    }

    private static void compare(SqlStatement statement) {
        String words = statement.sql().toLowerCase(Locale.ROOT);
        if (APPLIED.matcher(words).find()) {
            return;
        }
        SqliteLocks locks;
        try {
            locks = SqliteLocks.of(SQLITE, statement.sql());
        } catch (SQLException notSql) {
            return;
        }
        assertTrue(!locks.file() || statement.needsGate(), () -> "writes without the gate: " + statement);
        assertTrue(!locks.file() || !statement.isReadOnlySafe(), () -> "writes in a read-only session: " + statement);
        assertTrue(
                !locks.temporary() || statement.needsGate() || statement.changesSession(),
                () -> "leaves something in the session: " + statement);
        checkRead("EXPLAIN " + statement.sql());
        checkRead("EXPLAIN QUERY PLAN " + statement.sql());
        if (!TAKEN_FOR_MORE.matcher(words).find()) {
            if (locks.rows() && !locks.file() && !locks.temporary()) {
                checkRead(statement.sql());
            }
            checkNoise(statement);
        }
    }

    private static void checkRead(String sql) {
        SqlStatement statement = SqlScript.parse(sql).single();
        assertEquals(StatementKind.READ, statement.kind(), sql);
        assertTrue(!statement.needsGate() && statement.isReadOnlySafe() && statement.returnsRows(), sql);
    }

    /** A text with noise in it that is the same program to SQLite is the same to the parser. */
    private static void checkNoise(SqlStatement statement) {
        String sql = statement.sql();
        Random random = new Random(sql.hashCode());
        int place = random.nextInt(sql.length() + 1);
        String noise = NOISE.get(random.nextInt(NOISE.size()));
        String noisy = sql.substring(0, place) + noise + sql.substring(place);
        try {
            if (SqliteLocks.program(SQLITE, noisy).equals(SqliteLocks.program(SQLITE, sql))) {
                assertEquals(traits(statement), traits(SqlScript.parse(noisy).single()), noisy);
            }
        } catch (SQLException notSql) {
            return;
        }
    }

    /** All that is known of a statement but its names. */
    static String traits(SqlStatement statement) {
        return statement.kind()
                + (statement.needsGate() ? " gate" : "")
                + (statement.isReadOnlySafe() ? " read-only" : "")
                + (statement.changesSession() ? " session" : "")
                + (statement.outsideTransactionOnly() ? " alone" : "")
                + (statement.returnsRows() ? " rows" : "")
                + (statement.hasReturning() ? " returning" : "")
                + (statement.changesRows() ? " changes" : "")
                + (statement.isInsert() ? " insert" : "");
    }

    private static Statement open() {
        try {
            Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
            Statement statement = connection.createStatement();
            for (String sql : SqlRules.SCHEMA) {
                statement.execute(sql);
            }
            return statement;
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static RefusedWrites refusedWrites() {
        try {
            return new RefusedWrites();
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
