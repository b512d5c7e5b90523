// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.NestedWriteException;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a caller can do, and what can happen to it, at each stage of its transaction. */
class TransactionTableTest {
    /**
     * What the transaction is afterwards. A {@code !} before it: the call failed. A {@code +} behind it: the session is in the write
     * gate. There a locked one gives way to a write of the same thread, and a written one does not.
     */
    private static final String TABLE = """
                        none       wanted     deferred   reading    outdated   locked     written    gaveWay    overtaken  aborted
            read        locked+    locked+    reading    reading    reading    locked+    written+   reading+   reading+   !aborted
            write       written+   written+   written+   written+   !reading   written+   written+   written+   !aborted   !aborted
            noTable     !locked+   !locked+   !locked+   !locked+   !locked+   !locked+   !written+  !locked+   !aborted   !aborted
            twice       !written+  !written+  !written+  !written+  !reading   !written+  !written+  !written+  !aborted   !aborted
            orRollback  !aborted   !aborted   !aborted   !aborted   !reading   !aborted   !aborted   !aborted   !aborted   !aborted
            begin       !none      !none      !none      !reading   !reading   !locked+   !written+  !reading+  !reading+  !aborted
            savepoint   none       none       none       reading    reading    locked+    written+   reading+   reading+   !aborted
            noSavepoint !none      !none      !none      !reading   !reading   !locked+   !written+  !reading+  !reading+  !aborted
            innerWrite  none       none       none       reading    reading    reading+   !written+  reading+   reading+   aborted
            commit      none       none       none       none       none       none       none       none       none       !none
            rollback    none       none       none       none       none       none       none       none       none       none
            close       none       none       none       none       none       none       none       none       none       none
            """;

    /** What is otherwise: it reads beside the writer. */
    private static final String DEFERRED = """
            read        reading    reading    reading    reading    reading    locked+    written+   reading+   reading+   !aborted
            """;

    /** What is otherwise: it reads in the gate, and one that is outdated has read what others have changed. */
    private static final String ADAPTIVE = """
            read        reading+   reading+   reading    reading    reading    locked+    written+   reading+   reading+   !aborted
            write       written+   written+   written+   written+   !aborted   written+   written+   written+   !aborted   !aborted
            twice       !written+  !written+  !written+  !written+  !aborted   !written+  !written+  !written+  !aborted   !aborted
            noTable     !locked+   !locked+   !locked+   !locked+   !locked+   !locked+   !written+  !locked+   !aborted   !aborted
            orRollback  !aborted   !aborted   !aborted   !aborted   !aborted   !aborted   !aborted   !aborted   !aborted   !aborted
            """;

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    private ConcurrencySafeSqliteDataSource source;
    private Connection outer;
    private Connection inner;

    @ParameterizedTest
    @EnumSource
    void eachEventAtEachStage(BeginMode mode) throws SQLException {
        source = invariants.open(SqliteConfig.builder(directory.resolve("app.db"))
                .beginMode(mode)
                .nestedWriteGrace(Duration.ofMillis(1))
                .slowWriteThresholdOff());
        Sql.run(source, "CREATE TABLE t(a INTEGER PRIMARY KEY)", "INSERT INTO t VALUES (1)");
        List<String> header = TABLE.lines().limit(1).toList();
        List<String> stages = words(header.get(0));
        List<String> actual = new ArrayList<>(header);
        for (String row : TABLE.lines().skip(1).toList()) {
            String event = words(row).get(0);
            StringBuilder line = new StringBuilder(String.format("%-12s", event));
            for (String stage : stages) {
                line.append(String.format("%-11s", after(event, stage)));
            }
            actual.add(line.toString().stripTrailing());
        }
        assertEquals(String.join("\n", expected(mode)), String.join("\n", actual));
    }

    private static List<String> expected(BeginMode mode) {
        Map<String, String> rows = new LinkedHashMap<>();
        Stream.of(
                        TABLE,
                        switch (mode) {
                            case ADAPTIVE -> ADAPTIVE;
                            case IMMEDIATE -> "";
                            case DEFERRED -> DEFERRED;
                        })
                .flatMap(String::lines)
                .forEach(row -> rows.put(words(row).get(0), row));
        return List.copyOf(rows.values());
    }

    private static List<String> words(String line) {
        return List.of(line.trim().split(" +"));
    }

    private String after(String event, String stage) throws SQLException {
        outer = source.getConnection();
        inner = source.getConnection();
        try {
            reach(stage);
            String failed = "";
            try {
                happens(event);
            } catch (SQLException refused) {
                failed = "!";
            }
            return failed + told();
        } finally {
            outer.close();
            inner.close();
        }
    }

    private void reach(String stage) throws SQLException {
        switch (stage) {
            case "none" -> outer.setAutoCommit(false);
            case "wanted" -> Sql.run(outer, "BEGIN");
            case "deferred" -> Sql.run(outer, "BEGIN DEFERRED");
            case "reading" -> {
                reach("deferred");
                happens("read");
            }
            case "outdated" -> {
                reach("reading");
                Sql.run(source, "INSERT INTO t VALUES (NULL)");
            }
            case "locked" -> {
                Sql.run(outer, "BEGIN IMMEDIATE");
                happens("read");
            }
            case "written" -> {
                Sql.run(outer, "BEGIN IMMEDIATE");
                happens("write");
            }
            case "gaveWay" -> {
                reach("locked");
                happens("innerWrite");
            }
            case "overtaken" -> {
                reach("gaveWay");
                try (Connection foreign = Sql.foreign(source)) {
                    Sql.run(foreign, "INSERT INTO t VALUES (NULL)");
                }
            }
            case "aborted" -> {
                reach("written");
                assertThrows(SQLException.class, () -> happens("orRollback"));
            }
            default -> throw new IllegalArgumentException(stage);
        }
    }

    private void happens(String event) throws SQLException {
        switch (event) {
            case "read" -> Sql.ask(outer, "SELECT count(*) FROM t");
            case "write" -> Sql.run(outer, "INSERT INTO t VALUES (NULL)");
            case "noTable" -> Sql.run(outer, "INSERT INTO nowhere VALUES (1)");
            case "twice" -> Sql.run(outer, "INSERT INTO t VALUES (1)");
            case "orRollback" -> Sql.run(outer, "INSERT OR ROLLBACK INTO t VALUES (1)");
            case "begin" -> Sql.run(outer, "BEGIN IMMEDIATE");
            case "savepoint" -> Sql.run(outer, "SAVEPOINT s");
            case "noSavepoint" -> Sql.run(outer, "RELEASE nowhere");
            case "innerWrite" -> Sql.run(inner, "INSERT INTO t VALUES (NULL)");
            case "commit" -> Sql.run(outer, "COMMIT");
            case "rollback" -> Sql.run(outer, "ROLLBACK");
            case "close" -> outer.close();
            default -> throw new IllegalArgumentException(event);
        }
    }

    private String told() throws SQLException {
        String told = source.snapshot().sessions().stream()
                .map(session -> session.use().transaction().toString().toLowerCase(Locale.ROOT))
                .filter(state -> !state.equals("none"))
                .findFirst()
                .orElse("none");
        String gate = InvariantExtension.isGateFree(directory.resolve("app.db")) ? "" : "+";
        return (told.equals("writing") ? lockedOrWritten() : told) + gate;
    }

    private String lockedOrWritten() throws SQLException {
        try {
            happens("innerWrite");
            return "locked";
        } catch (NestedWriteException refused) {
            return "written";
        }
    }
}
