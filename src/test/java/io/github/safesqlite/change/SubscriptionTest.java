// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The rules between publisher and subscriber (Reactive Streams), and that no commit waits for a subscriber. */
class SubscriptionTest {
    private static final int ONE_BY_ONE = 16;

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path folder;

    private ConcurrencySafeSqliteDataSource dataSource;

    @BeforeEach
    void open() throws SQLException {
        dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(folder.resolve("app.db")).build());
        Sql.run(dataSource, "CREATE TABLE t (id INTEGER PRIMARY KEY)");
    }

    @AfterEach
    void close() throws SQLException {
        dataSource.close();
    }

    private void insert(int first, int last) throws SQLException {
        for (int id = first; id <= last; id++) {
            Sql.run(dataSource, "INSERT INTO t VALUES (" + id + ")");
        }
    }

    private <T extends Flow.Subscriber<Changes>> T subscribed(T subscriber) throws SQLException {
        dataSource.changes("t").subscribe(subscriber);
        return subscriber;
    }

    @Test
    void subscriberGetsAsManyAsItRequests() throws SQLException {
        var subscriber = subscribed(RecordingSubscriber.waiting());
        var other = subscribed(new RecordingSubscriber());
        insert(1, 3);
        other.awaitTold(3);
        assertEquals(List.of(), subscriber.texts());
        subscriber.subscription.request(2);
        subscriber.awaitTold(2);
        subscriber.subscription.request(Long.MAX_VALUE);
        subscriber.subscription.request(Long.MAX_VALUE);
        subscriber.awaitTold(3);
        assertEquals(List.of("t[1]", "t[2]", "t[3]"), subscriber.texts());
    }

    @Test
    void slowSubscriberGetsManyCommitsAsOne() throws SQLException {
        var subscriber = subscribed(RecordingSubscriber.waiting());
        insert(1, ONE_BY_ONE + 4);
        Sql.run(
                dataSource,
                "WITH RECURSIVE n(i) AS (VALUES (100) UNION ALL SELECT i + 1 FROM n WHERE i < 1095)"
                        + " INSERT INTO t SELECT i FROM n");
        subscriber.subscription.request(Long.MAX_VALUE);
        subscriber.awaitTold(ONE_BY_ONE);
        assertEquals("t[1]", subscriber.texts().get(0));
        Changes last = subscriber.told.get(ONE_BY_ONE - 1);
        assertEquals(6, last.commits());
        // 5 rows and 996 are more than what is kept.
        assertEquals("t[?]", RecordingSubscriber.text(last));
    }

    @Test
    void commitDoesNotWaitForASubscriberThatBlocks() throws Exception {
        var entered = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        var inside = new AtomicInteger();
        var overlaps = new AtomicInteger();
        var thread = new AtomicReference<Thread>();
        var blocking = subscribed(new RecordingSubscriber() {
            @Override
            public void onNext(Changes changes) {
                overlaps.addAndGet(inside.getAndIncrement());
                thread.set(Thread.currentThread());
                entered.countDown();
                try {
                    leave.await();
                } catch (InterruptedException ended) {
                    throw new IllegalStateException(ended);
                }
                inside.decrementAndGet();
                super.onNext(changes);
            }
        });
        var other = subscribed(new RecordingSubscriber());
        insert(1, 1);
        entered.await();
        insert(2, 5);
        other.awaitTold(5);
        leave.countDown();
        blocking.awaitTold(5);
        assertEquals(0, overlaps.get());
        assertNotEquals(Thread.currentThread(), thread.get());
        assertEquals(List.of("t[1]", "t[2]", "t[3]", "t[4]", "t[5]"), blocking.texts());
    }

    @Test
    void cancelledSubscriberIsNotToldMore() throws SQLException {
        var subscriber = subscribed(new RecordingSubscriber());
        insert(1, 1);
        subscriber.awaitTold(1);
        subscriber.subscription.cancel();
        subscriber.subscription.cancel();
        subscriber.subscription.request(1);
        subscriber.subscription.request(-1);
        var other = subscribed(new RecordingSubscriber());
        insert(2, 2);
        other.awaitTold(1);
        dataSource.close();
        assertEquals(List.of("t[1]"), subscriber.texts());
        assertEquals(List.of(), subscriber.ends);
    }

    @Test
    void requestOfLessThanOneIsAnError() throws SQLException {
        var subscriber = subscribed(new RecordingSubscriber());
        subscriber.subscription.request(0);
        subscriber.awaitEnd();
        assertInstanceOf(IllegalArgumentException.class, subscriber.error);
        assertTrue(subscriber.error.getMessage().contains("rule 3.9"), subscriber.error.getMessage());
        insert(1, 1);
        dataSource.close();
        assertEquals(List.of(), subscriber.texts());
        assertEquals(List.of("error"), subscriber.ends);
    }

    @Test
    void subscriberThatThrowsIsCancelledAndLoggedOnce() throws SQLException {
        invariants.expectLog("a subscriber of changes failed in onNext; its subscription is cancelled");
        var broken = new IllegalStateException("broken");
        var subscriber = subscribed(new RecordingSubscriber() {
            @Override
            public void onNext(Changes changes) {
                super.onNext(changes);
                throw broken;
            }
        });
        var other = subscribed(new RecordingSubscriber());
        insert(1, 2);
        other.awaitTold(2);
        subscriber.awaitEnd();
        assertEquals(broken, subscriber.error);
        assertEquals(1, subscriber.told.size());
    }

    @Test
    void closeOfTheDataSourceCompletesEachSubscription() throws SQLException {
        var subscriber = subscribed(new RecordingSubscriber());
        var waiting = subscribed(RecordingSubscriber.waiting());
        Flow.Publisher<Changes> publisher = dataSource.changes();
        insert(1, 1);
        dataSource.close();
        assertEquals(List.of("t[1]"), subscriber.texts());
        assertEquals(List.of("complete"), subscriber.ends);
        assertEquals(List.of("complete"), waiting.ends);
        var late = new RecordingSubscriber();
        publisher.subscribe(late);
        late.awaitEnd();
        assertEquals(List.of("complete"), late.ends);
        assertThrows(SQLException.class, () -> dataSource.changes());
    }

    @Test
    void subscriberMayUseAndCloseTheDataSource() throws SQLException {
        var subscriber = subscribed(new RecordingSubscriber() {
            @Override
            public void onNext(Changes changes) {
                super.onNext(changes);
                try {
                    if (told.size() == 1) {
                        insert(2, 2);
                    } else {
                        dataSource.close();
                    }
                } catch (SQLException failure) {
                    throw new IllegalStateException(failure);
                }
            }
        });
        insert(1, 1);
        subscriber.awaitEnd();
        Waiting.until(dataSource::isClosed);
        assertEquals(List.of("t[1]", "t[2]"), subscriber.texts());
        assertNull(subscriber.error);
    }

    @Test
    void badArgumentsAreRefused() throws SQLException {
        assertThrows(NullPointerException.class, () -> dataSource.changes((String) null));
        Flow.Publisher<Changes> publisher = dataSource.changes();
        assertThrows(NullPointerException.class, () -> publisher.subscribe(null));
        assertFalse(dataSource.isClosed());
    }
}
