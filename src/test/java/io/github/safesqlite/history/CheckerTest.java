// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.history.Anomaly.Type;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each anomaly is found in a history that has it, and none in one that looks like it. */
class CheckerTest {
    private static void finds(Type expected, String history) {
        List<Anomaly> found = Checker.check(HistoryText.read(history));
        assertEquals(
                List.of(expected),
                found.stream().map(Anomaly::type).distinct().toList(),
                () -> Anomaly.messages(found));
    }

    private static void findsNothing(String history) {
        List<Anomaly> found = Checker.check(HistoryText.read(history));
        assertEquals(List.of(), found, () -> Anomaly.messages(found));
    }

    @Test
    void serialTransactionsAreFine() {
        findsNothing("""
                A 1 2 r1= w1=a committed
                B 3 4 r1=a w1=b r1=a,b committed
                C 5 6 r1=a,b r2= d1=a,b r1= committed
                D 7 8 r1= w1=d committed
                E 9 10 r1=d committed
                log 1=a 1=a,b 1-a,b 1=d""");
    }

    @Test
    void overlappingOnesMayHaveRunInAnyOrder() {
        findsNothing("""
                A 1 9 r1= w2=a committed
                B 1 9 r2=a w1=b committed
                C 1 9 r1= r2= committed
                D 1 9 r1= r2=a committed
                E 1 9 r1=b r2=a committed
                log 2=a 1=b""");
    }

    @Test
    void aRollbackLeavesNothing() {
        findsNothing("""
                A 1 2 w1=a rolled_back
                B 3 4 r1= w1=b savepoint w1=c r1=b,c undo r1=b committed
                C 5 6 r1=b w1=d failed
                D 7 8 r1=b committed
                log 1=b""");
    }

    @Test
    void theLogTellsWhetherAnUnknownCommitHappened() {
        findsNothing("""
                A 1 2 w1=a unknown
                B 1 2 w1=b unknown
                C 3 4 r1=b committed
                log 1=b""");
    }

    @Test
    void aTransactionSeesItsOwnWrite() {
        finds(Type.OWN_WRITE_UNSEEN, """
                A 1 2 w1=a committed
                B 3 4 w1=b r1=a committed
                log 1=a 1=a,b""");
    }

    @Test
    void aTransactionSeesItsOwnDelete() {
        finds(Type.OWN_WRITE_UNSEEN, """
                A 1 2 w1=a committed
                B 3 4 d1=a r1=a committed
                log 1=a 1-a""");
    }

    @Test
    void lostWrite() {
        finds(Type.WRITE_LOST, """
                A 1 2 w1=a committed
                B 3 4 r1= committed
                log 2=x
                X 1 2 w2=x committed""");
    }

    @Test
    void writeThatOutlivesItsRollback() {
        finds(Type.ABORTED_WRITE, """
                A 1 2 w1=a rolled_back
                log 1=a""");
    }

    @Test
    void writeThatOutlivesTheRollbackToItsSavepoint() {
        finds(Type.ABORTED_WRITE, """
                A 1 2 savepoint w1=a undo committed
                log 1=a""");
    }

    @Test
    void twoThatCountFromTheSameNumber() {
        finds(Type.LOST_UPDATE, """
                A 1 4 r9=6 w9=7 committed
                B 1 4 r9=6 w9=7 committed
                X 0 0 w9=6 committed
                log 9=6 9=7 9=7""");
    }

    @Test
    void textThatNobodyWrote() {
        finds(Type.UNWRITTEN_READ, """
                A 1 2 r1=x committed
                log""");
    }

    @Test
    void abortedRead() {
        finds(Type.G1A, """
                A 1 4 w1=a rolled_back
                B 2 3 r1=a committed
                log""");
    }

    @Test
    void readOfWhatASavepointUndid() {
        finds(Type.G1A, """
                A 1 4 savepoint w1=a undo committed
                B 2 3 r1=a committed
                log""");
    }

    @Test
    void intermediateRead() {
        finds(Type.G1B, """
                A 1 4 w1=a w1=b committed
                B 2 5 r1=a committed
                log 1=a 1=a,b""");
    }

    @Test
    void cycleOfWrites() {
        finds(Type.G0, """
                A 1 4 w1=a w2=a committed
                B 1 4 w1=b w2=b committed
                log 1=a 1=a,b 2=b 2=b,a""");
    }

    @Test
    void cycleOfReads() {
        finds(Type.G1C, """
                A 1 4 w1=a r2=b committed
                B 1 4 w2=b r1=a committed
                log 1=a 2=b""");
    }

    @Test
    void lostUpdateOfAList() {
        finds(Type.G_SINGLE, """
                A 1 2 w1=a committed
                B 3 9 r1=a w1=b committed
                C 3 9 r1=a w1=c committed
                log 1=a 1=a,b 1=a,b,c""");
    }

    @Test
    void readSkew() {
        finds(Type.G_SINGLE, """
                A 1 9 r1= r2=b committed
                B 1 9 w1=b w2=b committed
                log 1=b 2=b""");
    }

    @Test
    void readSkewOfOneThatDoesNotCommit() {
        finds(Type.G_SINGLE, """
                A 1 9 r1= r2=b rolled_back
                B 1 9 w1=b w2=b committed
                log 1=b 2=b""");
    }

    @Test
    void unrepeatableRead() {
        finds(Type.G_SINGLE, """
                A 1 9 r1= r1=b committed
                B 1 9 w1=b committed
                log 1=b""");
    }

    @Test
    void rowThatComesAndGoes() {
        String history = """
                A 1 2 w1=a w2=a committed
                B 3 9 d1=a w2=b committed
                C 3 9 w1=c w2=c committed
                D 1 9 r1= r2=%s committed
                log 1=a 2=a 1-a 2=a,b 1=c 2=a,b,c""";
        findsNothing(history.formatted(""));
        finds(Type.G_SINGLE, history.formatted("a"));
        findsNothing(history.formatted("a,b"));
        finds(Type.G_SINGLE, history.formatted("a,b,c"));
    }

    /** B saw either the state before A or the one after C, and only the former agrees with what D saw. */
    @Test
    void whetherARowWasYetToComeIsToldByLaterOnes() {
        findsNothing("""
                A 1 9 w1=a committed
                C 1 9 d1=a committed
                B 2 3 r1= committed
                D 4 5 r1=a committed
                E 6 7 r1= committed
                log 1=a 1-a""");
        finds(Type.REAL_TIME, """
                A 1 2 w1=a committed
                C 1 9 d1=a committed
                B 3 4 r1= committed
                D 5 6 r1=a committed
                log 1=a 1-a""");
    }

    @Test
    void phantom() {
        finds(Type.G_SINGLE, """
                A 1 9 r1= r2= r3= w4=a committed
                B 1 9 w2=b w4=b committed
                log 2=b 4=b 4=b,a""");
    }

    @Test
    void writeSkew() {
        finds(Type.G2, """
                A 1 9 r1= r2= w1=a committed
                B 1 9 r1= r2= w2=b committed
                log 1=a 2=b""");
    }

    @Test
    void longFork() {
        finds(Type.G2, """
                A 1 9 w1=a committed
                B 1 9 w2=b committed
                C 1 9 r1=a r2= committed
                D 1 9 r1= r2=b committed
                log 1=a 2=b""");
    }

    @Test
    void staleReadOfAReader() {
        finds(Type.REAL_TIME, """
                A 1 2 w1=a committed
                B 3 4 r1= committed
                log 1=a""");
    }

    @Test
    void staleReadOfAWriter() {
        finds(Type.REAL_TIME, """
                A 1 2 w1=a committed
                B 3 4 r1= w2=b committed
                log 1=a 2=b""");
    }

    @Test
    void writesInAnotherOrderThanInTime() {
        finds(Type.REAL_TIME, """
                A 1 2 w1=a committed
                B 3 4 w1=b committed
                log 1=b 1=b,a""");
    }

    @Test
    void aReaderThatKnowsTheFutureOfAnother() {
        finds(Type.REAL_TIME, """
                A 1 9 w1=a committed
                B 2 3 r1=a committed
                C 4 5 r1= committed
                log 1=a""");
    }

    @Test
    void theMessageTellsTheCycle() {
        List<Anomaly> found = Checker.check(HistoryText.read("""
                A 1 2 w1=a committed
                B 1 2 w2=b committed
                C 3 4 r1=a r2= committed
                log 1=a 2=b"""));
        assertEquals("""
                REAL_TIME: a cycle of
                  C 3 4 r1=a r2= committed
                    C read key 2 without a row, which was changed by B
                  B 1 2 w2=b committed
                    B had ended before the begin of C""", Anomaly.messages(found));
    }
}
