// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.history.Anomaly.Type;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Transactions of processes that were killed, written by hand. */
class FatesTest {
    private static final long NEVER = Clients.NEVER;

    private static List<Type> found(String text) {
        History history = HistoryText.read(text);
        return Checker.check(Fates.decided(history.transactions(), history.log())).stream()
                .map(Anomaly::type)
                .toList();
    }

    @Test
    void itIsThereOrItIsNot() {
        assertEquals(List.of(), found("""
                A 1 %1$d w1=a w2=b unknown
                B 1 %1$d w1=c w2=d unknown
                C 3 4 r1=a r2=b committed
                log 1=a 2=b""".formatted(NEVER)));
    }

    @Test
    void itIsThereByHalf() {
        assertEquals(List.of(Type.WRITE_LOST), found("""
                A 1 %d w1=a w2=b unknown
                log 1=a""".formatted(NEVER)));
    }

    @Test
    void onlyItsCountIsThere() {
        assertEquals(List.of(Type.ABORTED_WRITE), found("""
                X 0 0 w99=6 committed
                A 1 %d w1=a r99=6 w99=7 unknown
                log 99=6 99=7""".formatted(NEVER)));
    }

    @Test
    void itWasSeenAndIsGone() {
        assertEquals(List.of(Type.G1A), found("""
                A 1 %d w1=a unknown
                B 1 2 r1=a committed
                log""".formatted(NEVER)));
    }

    @Test
    void itsReadsCountWhetherItIsThereOrNot() {
        String reads = """
                X 0 0 w1=a w2=b committed
                Y 1 9 w1=c w2=d committed
                A 1 %d r1=a,c r2=b %s unknown
                log 1=a 2=b 1=a,c 2=b,d%s""";
        assertEquals(List.of(Type.G_SINGLE), found(reads.formatted(NEVER, "w3=e", " 3=e")));
        assertEquals(List.of(Type.G_SINGLE), found(reads.formatted(NEVER, "w3=e", "")));
    }

    @Test
    void anotherThatDidTheSameHasDoneIt() {
        assertEquals(List.of(), found("""
                X 0 0 w99=6 w1=a committed
                A 1 %1$d r99=6 w99=7 d1=a unknown
                B 2 3 r99=6 w99=7 committed
                C 4 5 d1=a committed
                D 6 %1$d r99=7 w99=8 unknown
                E 7 %1$d r99=7 w99=8 unknown
                F 8 9 r99=8 committed
                log 99=6 1=a 99=7 1-a 99=8""".formatted(NEVER)));
    }

    @Test
    void aStatementThatHadBegunMayBeThere() {
        assertEquals(List.of(), found("""
                X 0 0 w1=a committed
                A 1 %1$d i1=b unknown
                B 1 %1$d i1=c i2=d unknown
                log 1=a 1=a,c""".formatted(NEVER)));
    }

    /** Both rows were there, so a batch cannot have found one only. */
    @Test
    void aBatchIsThereByHalf() {
        assertEquals(List.of(Type.G_SINGLE), found("""
                X 0 0 w1=a w2=b committed
                B 1 %1$d i1=c i2=d unknown
                log 1=a 2=b 1=a,c""".formatted(NEVER)));
    }
}
