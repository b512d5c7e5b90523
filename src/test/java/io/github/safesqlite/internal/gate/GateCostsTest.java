// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.snapshot.StatementCosts;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.FakeTicker;
import io.github.safesqlite.testing.Waiting;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What statements cost in a gate. */
@Timeout(180)
class GateCostsTest {
    private static final String INSERT = "INSERT INTO t VALUES (?)";

    private final FakeTicker ticker = new FakeTicker();
    private final WriteGate gate = new WriteGate(ticker);

    private Hold enter(String sql) throws SQLException {
        return gate.enter(new Entrant(1, "app", Thread.currentThread(), sql, null), Deadline.never());
    }

    private void run(String sql, long millis) throws SQLException {
        Hold hold = enter(sql);
        pass(millis);
        hold.exit();
    }

    private void pass(long millis) {
        ticker.advance(Duration.ofMillis(millis));
    }

    private StatementCosts costs() {
        return gate.costs().snapshot();
    }

    private static String describe(StatementCosts.Cost cost) {
        return cost.calls() + " x " + cost.sql() + " held " + cost.held().toMillis() + ", made wait "
                + cost.madeWait().toMillis() + ", longest " + cost.longest().toMillis();
    }

    private List<String> described() {
        return costs().statements().stream().map(GateCostsTest::describe).toList();
    }

    @Test
    void statementsThatDifferInValuesAreOne() throws Exception {
        run(INSERT, 3);
        run("INSERT INTO t VALUES (7)", 5);
        run("insert into t  VALUES ('x')", 1);
        assertEquals(
                List.of(
                        "2 x INSERT INTO t VALUES(?) held 8, made wait 0, longest 5",
                        "1 x insert into t VALUES(?) held 1, made wait 0, longest 1"),
                described());
    }

    @Test
    void eachStatementOfATransactionHasItsPart() throws Exception {
        Hold hold = enter(INSERT);
        hold.working(INSERT);
        pass(1);
        hold.working(INSERT);
        pass(2);
        hold.working("DELETE FROM t");
        pass(10);
        hold.exit();
        hold.working("UPDATE t SET a = 1");
        pass(100);
        assertEquals(
                List.of(
                        "1 x DELETE FROM t held 10, made wait 0, longest 10",
                        "2 x INSERT INTO t VALUES(?) held 3, made wait 0, longest 2"),
                described());
    }

    @Test
    void aStatementIsChargedWithTheWaitsOfOthers() throws Exception {
        try (Actor other = new Actor("other")) {
            Hold hold = enter(INSERT);
            Actor.Started<Hold> waits = other.starts("enter", () -> enter("DELETE FROM t"));
            Waiting.until(() -> gate.waiting() == 1);
            pass(10);
            hold.working("UPDATE t SET a = 1");
            pass(11);
            hold.exit();
            waits.result().exit();
        }
        assertEquals(
                List.of(
                        "1 x UPDATE t SET a = ? held 11, made wait 11, longest 11",
                        "1 x INSERT INTO t VALUES(?) held 10, made wait 5, longest 10",
                        "1 x DELETE FROM t held 0, made wait 0, longest 0"),
                described());
    }

    @Test
    void thePercentileIsAtMostAQuarterTooLong() throws Exception {
        for (int i = 0; i < 99; i++) {
            run(INSERT, 3);
        }
        run(INSERT, 1000);
        Duration p99 = costs().statements().get(0).p99();
        assertTrue(p99.compareTo(Duration.ofMillis(3)) >= 0, p99::toString);
        assertTrue(p99.compareTo(Duration.ofNanos(3_750_000)) <= 0, p99::toString);
        run(INSERT, 1000);
        assertEquals(Duration.ofSeconds(1), costs().statements().get(0).p99(), "not longer than the longest");
    }

    @Test
    void theCheapestTextsAreForgotten() throws Exception {
        for (int i = 0; i < GateCosts.MOST_TEXTS + 50; i++) {
            run("DELETE FROM t" + i, 1 + (i == 0 ? 1000 : i));
        }
        StatementCosts costs = costs();
        assertEquals(GateCosts.MOST_TEXTS, costs.statements().size());
        assertEquals(50, costs.dropped());
        assertEquals("DELETE FROM t0", costs.statements().get(0).sql());
        assertEquals("DELETE FROM t249", costs.statements().get(1).sql());
        assertTrue(costs.toString().endsWith("50 texts were forgotten"), costs::toString);
    }

    @Test
    void aTextThatWasForgottenIsCountedAnew() throws Exception {
        for (int i = 0; i < GateCosts.MOST_TEXTS - 1; i++) {
            run("DELETE FROM t" + i, 100);
        }
        for (int i = 0; i < 3; i++) {
            run(INSERT, 1);
        }
        run("DELETE FROM another", 100);
        assertEquals(1, costs().dropped());
        run(INSERT, 200);
        assertEquals(
                "1 x INSERT INTO t VALUES(?) held 200, made wait 0, longest 200",
                described().get(0));
    }

    @Test
    void manySpellingsOfOneTextAreOne() throws Exception {
        for (int i = 0; i < 3000; i++) {
            run("DELETE FROM t WHERE a = " + i, 1);
        }
        assertEquals(List.of("3000 x DELETE FROM t WHERE a = ? held 3000, made wait 0, longest 1"), described());
    }

    private void runShort(String sql, int micros) throws Exception {
        Hold hold = enter(sql);
        ticker.advance(Duration.ofNanos(micros * 1000L));
        hold.exit();
    }

    @Test
    void shortTextsThatDoNotComeAgainAreCountedByASample() throws Exception {
        int more = 100 * GateCosts.SAMPLED;
        for (int i = 0; i < GateCosts.NEW_TEXTS_COUNTED + more; i++) {
            runShort("DELETE FROM t WHERE a = " + i, 100);
        }
        StatementCosts.Cost cost = costs().statements().get(0);
        assertEquals(GateCosts.NEW_TEXTS_COUNTED + more, cost.calls());
        assertEquals(Duration.ofMillis(260), cost.held());
        run("DELETE FROM t WHERE a = 'long'", 1);
        StatementCosts.Cost after = costs().statements().get(0);
        assertEquals(cost.calls() + 1, after.calls(), "each long one is counted");
        assertEquals(Duration.ofMillis(261), after.held());
    }

    @Test
    void aKnownTextIsCountedEachTime() throws Exception {
        runShort(INSERT, 1);
        runShort(INSERT, 1);
        for (int i = 0; i < GateCosts.NEW_TEXTS_COUNTED + GateCosts.SAMPLED; i++) {
            runShort("DELETE FROM t WHERE a = " + i, 1);
        }
        runShort("INSERT INTO t VALUES (?)", 1);
        runShort("INSERT INTO t VALUES (?)", 1);
        assertTrue(
                described().contains("4 x INSERT INTO t VALUES(?) held 0, made wait 0, longest 0"),
                () -> described().toString());
    }

    @Test
    void aSampledTextCountsItsRowsForThoseThatWereNot() throws Exception {
        int more = 100 * GateCosts.SAMPLED;
        for (int i = 0; i < GateCosts.NEW_TEXTS_COUNTED + more; i++) {
            Hold hold = enter("DELETE FROM t WHERE a = " + i);
            hold.changed(2);
            hold.changed(1);
            hold.exit();
        }
        long expected = 3L * (GateCosts.NEW_TEXTS_COUNTED + more);
        assertEquals(expected, costs().statements().get(0).rows());
        assertEquals(expected, gate.costs().totals(StatementCosts.Kind.DELETE).rows());
    }

    @Test
    void sumsOutliveForgottenTextsAndResets() throws Exception {
        for (int i = 0; i < GateCosts.MOST_TEXTS + 50; i++) {
            run("DELETE FROM t" + i, 1);
        }
        gate.costs().reset();
        run("DELETE FROM t", 2);
        run("UPDATE t SET a = 1", 4);
        StatementCosts.Totals deletes = gate.costs().totals(StatementCosts.Kind.DELETE);
        assertEquals(GateCosts.MOST_TEXTS + 51, deletes.calls());
        assertEquals(Duration.ofMillis(GateCosts.MOST_TEXTS + 52), deletes.held());
        assertEquals(
                Duration.ofMillis(4),
                gate.costs().totals(StatementCosts.Kind.UPDATE).held());
    }

    @Test
    void aResetBeginsAnew() throws Exception {
        // The third is counted by what is remembered of the one before.
        run(INSERT, 5);
        run(INSERT, 5);
        run(INSERT, 5);
        gate.costs().reset();
        assertEquals(List.of(), costs().statements());
        run(INSERT, 2);
        assertEquals(Duration.ofMillis(2), costs().window());
        assertEquals(
                "write gate, statements of the last 0 s, longest in all first\n"
                        + "  calls  rows  held ms  made wait ms  p99 ms  longest ms  sql\n"
                        + "  1      0     2.000    0.000         2.000   2.000       INSERT INTO t VALUES(?)",
                costs().toString());
    }
}
