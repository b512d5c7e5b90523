// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.snapshot.TransactionSnapshot;
import io.github.safesqlite.snapshot.TransactionSnapshot.Counts;
import io.github.safesqlite.snapshot.TransactionSnapshot.Expected;
import io.github.safesqlite.snapshot.TransactionSnapshot.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransactionAdviceTest {
    private static Counts counts(long wrote, long transactions, long conflicts, long millisOfReads) {
        return new Counts(wrote, 0, transactions, 0, 0, conflicts, Duration.ZERO, Duration.ofMillis(millisOfReads));
    }

    private static Kind kind(String statement, Expected expected, Counts counts) {
        return new Kind(statement, "Orders." + statement, expected, counts);
    }

    private static String advice(boolean writersWait, Counts forgotten, Kind... kinds) {
        Counts total = forgotten;
        for (Kind each : kinds) {
            total = total.plus(each.counts());
        }
        var advice = new StringBuilder();
        TransactionAdvice.append(
                new TransactionSnapshot(kinds.length, total, forgotten, List.of(kinds)), writersWait, advice);
        return advice.toString();
    }

    @Test
    void saysNothingIfAllIsWell() {
        assertEquals("", advice(true, Counts.NONE));
        assertEquals("", advice(true, Counts.NONE, kind("a", Expected.READS, counts(0, 1000, 0, 999))));
        assertEquals("", advice(true, Counts.NONE, kind("a", Expected.WRITES, counts(900, 1000, 9, 5000))));
        assertEquals("", advice(true, Counts.NONE, kind("a", Expected.UNKNOWN, counts(0, 2, 0, 5000))));
    }

    @Test
    void readsThatNobodyWaitsForAreLeftAlone() {
        assertEquals("", advice(false, Counts.NONE, kind("a", Expected.WRITES, counts(1, 1000, 0, 2000))));
    }

    @Test
    void theKindThatCostsMostIsNamed() {
        String advice = advice(
                true,
                Counts.NONE,
                kind("a", Expected.WRITES, counts(1, 1000, 0, 2000)),
                kind("b", Expected.WRITES, counts(1, 200, 0, 3000)),
                kind("c", Expected.READS, counts(0, 200, 0, 4000)));
        assertTrue(advice.contains("begin with `b` (Orders.b) wrote in 1 of 200 cases"), advice);
    }

    @ParameterizedTest
    @CsvSource({"100, 10, true", "100, 11, false", "99, 1, false"})
    void kindThatRarelyWritesIsNamed(long transactions, long wrote, boolean isNamed) {
        String advice = advice(true, Counts.NONE, kind("a", Expected.WRITES, counts(wrote, transactions, 0, 2000)));
        assertEquals(
                isNamed
                        ? "; transactions that begin with `a` (Orders.a) wrote in 10 of 100 cases, and the others held the gate"
                                + " for 2000 ms: call setReadOnly(true) where they only read, or name them (transactionNames)"
                        : "",
                advice);
    }

    @ParameterizedTest
    @CsvSource({"1000, 4000, true", "999, 10, false", "1000, 4001, false"})
    void kindsThatNeverComeAgainAreNoticed(long forgotten, long known, boolean isSaid) {
        String advice = advice(false, counts(0, forgotten, 0, 0), kind("a", Expected.READS, counts(0, known, 0, 0)));
        assertEquals(
                isSaid
                        ? "; 1000 transactions began in the gate with statements or names that never came again: use fewer"
                                + " names (transactionNames), or raise adaptiveKeys"
                        : "",
                advice);
    }

    @ParameterizedTest
    @CsvSource({"3, 300, true", "2, 10, false", "3, 301, false"})
    void conflictsAreNamed(long conflicts, long transactions, boolean isNamed) {
        String advice = advice(
                false,
                Counts.NONE,
                kind("a", Expected.WRITES, counts(200, transactions, conflicts, 0)),
                kind("b", Expected.WRITES, counts(200, 200, 1, 0)));
        assertEquals(isNamed, advice.contains("3 of 300 transactions that begin with `a` (Orders.a) failed"), advice);
        assertEquals(isNamed, !advice.isEmpty());
    }

    @Test
    void kindWithoutANameIsItsStatement() {
        Kind unnamed = new Kind("SELECT ?", null, Expected.WRITES, counts(0, 10, 10, 0));
        String advice = advice(false, Counts.NONE, unnamed);
        assertTrue(advice.contains("begin with `SELECT ?` failed"), advice);
    }
}
