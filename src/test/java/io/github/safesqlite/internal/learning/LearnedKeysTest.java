// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.internal.sql.SqlClassifier;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.snapshot.TransactionSnapshot;
import io.github.safesqlite.snapshot.TransactionSnapshot.Counts;
import io.github.safesqlite.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LearnedKeysTest {
    private static final int MOST = 100;

    private final FakeTicker ticker = new FakeTicker();
    private @Nullable String name;
    private final LearnedKeys keys =
            new LearnedKeys(MOST, new TrustRules(3, 100, Duration.ofHours(1), Duration.ZERO), ticker, () -> name);

    private static SqlStatement statement(String sql) throws Exception {
        return new SqlClassifier(2).classify(sql).statements().get(0);
    }

    private KeyHistory begin(String text) {
        ticker.advance(Duration.ofMillis(1));
        KeyHistory history = keys.of(new TransactionKey(text, null));
        history.beganInGate();
        return history;
    }

    @Test
    void textsThatDifferInValuesShareAHistory() throws Exception {
        KeyHistory history = keys.of(statement("SELECT a FROM t WHERE id = 1"));
        assertSame(history, keys.of(statement("SELECT a FROM t WHERE id = ?")));
        assertNotSame(history, keys.of(statement("SELECT b FROM t WHERE id = ?")));
        assertEquals(new TransactionKey("SELECT a FROM t WHERE id = ?", null), history.key());
    }

    @Test
    void nameTellsTransactionsApartThatBeginAlike() throws Exception {
        KeyHistory unnamed = keys.of(statement("SELECT a FROM t"));
        name = "report";
        KeyHistory report = keys.of(statement("SELECT a FROM t"));
        assertNotSame(unnamed, report);
        assertEquals("report", report.key().name());
        name = "import";
        assertNotSame(report, keys.of(statement("SELECT a FROM t")));
    }

    @Test
    void optionsSetTheRules() throws Exception {
        SqliteConfig config = SqliteConfig.builder(":memory:")
                .beginMode(BeginMode.ADAPTIVE)
                .adaptiveTrustAfter(1)
                .adaptiveTrustAgainAfter(2)
                .adaptiveKeys(10)
                .transactionNames(() -> "name")
                .build();
        LearnedKeys configured = LearnedKeys.of(config, ticker);
        KeyHistory history = configured.of(statement("SELECT a FROM t"));
        assertEquals("name", history.key().name());
        history.ended(Ended.READ);
        assertEquals(Expectation.READS, history.expected());
        history.ended(Ended.WROTE);
        history.ended(Ended.READ);
        assertEquals(Expectation.WRITES, history.expected());
        history.ended(Ended.READ);
        assertEquals(Expectation.READS, history.expected());
        for (int i = 0; i < 100; i++) {
            configured.of(new TransactionKey("text " + i, null));
        }
        assertTrue(configured.all().size() <= 10, () -> "" + configured.all().size());
    }

    @Test
    void nobodyIsAskedForANameInOtherModes() throws Exception {
        SqliteConfig config = SqliteConfig.builder(":memory:")
                .beginMode(BeginMode.IMMEDIATE)
                .transactionNames(() -> fail("not to be asked"))
                .build();
        assertNull(LearnedKeys.of(config, ticker)
                .of(statement("SELECT a FROM t"))
                .key()
                .name());
    }

    @Test
    void keysAreEqualByTextAndName() {
        TransactionKey key = new TransactionKey("SELECT ?", "report");
        assertEquals(key, new TransactionKey("SELECT ?", "report"));
        assertEquals(key.hashCode(), new TransactionKey("SELECT ?", "report").hashCode());
        assertNotEquals(key, new TransactionKey("SELECT ?", null));
        assertNotEquals(new TransactionKey("SELECT ?", null), key);
        assertNotEquals(key, new TransactionKey("SELECT", "report"));
    }

    @Test
    void isBounded() {
        for (int i = 0; i < 10_000; i++) {
            begin("text " + i);
            assertTrue(keys.all().size() <= MOST, () -> "" + keys.all().size());
        }
        assertTrue(keys.all().size() >= MOST / 2, () -> "" + keys.all().size());
    }

    @Test
    void keyInUseStaysHoweverManyComeOnce() {
        KeyHistory hot = begin("hot");
        for (int i = 0; i < 10_000; i++) {
            begin("once " + i);
            if (i % 20 == 0) {
                assertSame(hot, begin("hot"));
            }
        }
    }

    @Test
    void keyThatIsNoLongerUsedGoes() {
        KeyHistory former = begin("former");
        for (int i = 0; i < 100; i++) {
            begin("former");
        }
        for (int i = 0; i < 10_000; i++) {
            begin("once " + i);
        }
        assertNotSame(former, begin("former"));
    }

    @Test
    void keyThatWasUsedMuchStaysThroughAPause() {
        KeyHistory paused = begin("paused");
        for (int round = 0; round < 20; round++) {
            for (int use = 0; use < 10; use++) {
                assertSame(paused, begin("paused"));
            }
            for (int i = 0; i < MOST / 2; i++) {
                begin("once " + round + " " + i);
                begin("twice " + round + " " + i / 2);
            }
        }
    }

    @Test
    void newKeyThatIsUsedStaysBesideThoseThatWereUsedMore() {
        for (int use = 0; use < 100; use++) {
            for (int i = 0; i < MOST; i++) {
                begin("old " + i);
            }
        }
        KeyHistory added = begin("new");
        for (int i = 0; i < 1000; i++) {
            begin("once " + i);
            assertSame(added, begin("new"));
        }
    }

    @Test
    void ofThoseThatCameOnceTheOldestGo() {
        for (int i = 0; i <= MOST; i++) {
            begin("text " + i);
        }
        Set<String> left = new HashSet<>();
        keys.all().forEach(each -> left.add(each.key().fingerprint()));
        Set<String> expected = new HashSet<>();
        for (int i = MOST / 4; i <= MOST; i++) {
            expected.add("text " + i);
        }
        assertEquals(expected, left);
    }

    @Test
    void totalCountsThoseThatAreForgottenToo() {
        for (int i = 0; i < 1000; i++) {
            begin("text " + i).ended(i % 2 == 0 ? Ended.WROTE : Ended.READ);
        }
        assertEquals(new Counts(500, 0, 1000, 0, 0, 0, Duration.ZERO, Duration.ZERO), keys.total());
        TransactionSnapshot snapshot = keys.snapshot();
        assertEquals(keys.total(), snapshot.total());
        assertEquals(keys.all().size(), snapshot.kinds());
        assertEquals(1000 - snapshot.kinds(), snapshot.forgotten().transactions());
    }

    @Test
    void snapshotHasTheBusiestFirstWithoutValues() {
        for (int use = 0; use < 3; use++) {
            begin("SELECT a FROM t").ended(Ended.READ);
        }
        begin("SELECT b FROM t").ended(Ended.WROTE);
        begin("SELECT 'secret' FROM t");
        TransactionSnapshot snapshot = keys.snapshot();
        assertEquals(
                List.of("SELECT a FROM t", "SELECT b FROM t", "SELECT ? FROM t"),
                snapshot.busiest().stream()
                        .map(TransactionSnapshot.Kind::statement)
                        .sorted(Comparator.comparing(text -> text.replace('?', 'z')))
                        .toList());
        assertEquals(
                new TransactionSnapshot.Kind(
                        "SELECT a FROM t",
                        null,
                        TransactionSnapshot.Expected.READS,
                        new Counts(0, 0, 3, 0, 0, 0, Duration.ZERO, Duration.ZERO)),
                snapshot.busiest().get(0));
        assertEquals(3, snapshot.kinds());
    }

    @Test
    void snapshotIsBounded() {
        LearnedKeys many =
                new LearnedKeys(1000, new TrustRules(3, 100, Duration.ofHours(1), Duration.ZERO), ticker, () -> null);
        for (int i = 0; i < 500; i++) {
            many.of(new TransactionKey("text " + i, null)).beganInGate();
        }
        assertEquals(500, many.snapshot().kinds());
        assertEquals(100, many.snapshot().busiest().size());
    }

    @Test
    void manyThreadsShareOneHistoryOfAKey() throws Exception {
        int threads = 8;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<KeyHistory>> found = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int own = thread;
                Callable<KeyHistory> task = () -> {
                    start.await();
                    for (int i = 0; i < 2000; i++) {
                        begin("own " + own + " " + i);
                        begin("shared");
                    }
                    return begin("shared");
                };
                found.add(executor.submit(task));
            }
            start.countDown();
            Set<KeyHistory> shared = new HashSet<>();
            for (Future<KeyHistory> each : found) {
                shared.add(each.get());
            }
            assertEquals(1, shared.size());
            begin("last");
            assertTrue(keys.all().size() <= MOST, () -> "" + keys.all().size());
            assertEquals(8 * 2000 + 8, shared.iterator().next().counts().transactions());
        } finally {
            executor.shutdownNow();
        }
    }
}
