// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/** What the workers were told, and what the database, or a backup of it, must therefore hold. */
final class Books {
    private final List<Unit> workers = new ArrayList<>();
    private final AtomicLongArray begun;
    private final AtomicLongArray acknowledged;

    Books() {
        for (Unit unit : Unit.values()) {
            for (int i = 0; i < unit.threads; i++) {
                workers.add(unit);
            }
        }
        begun = new AtomicLongArray(workers.size());
        acknowledged = new AtomicLongArray(workers.size());
    }

    /** What each worker does, by its number. */
    List<Unit> workers() {
        return workers;
    }

    long begin(int worker) {
        return begun.incrementAndGet(worker);
    }

    void acknowledge(int worker) {
        acknowledged.incrementAndGet(worker);
    }

    long acknowledged(Unit unit) {
        long sum = 0;
        for (int worker = 0; worker < workers.size(); worker++) {
            sum += workers.get(worker) == unit ? acknowledged.get(worker) : 0;
        }
        return sum;
    }

    long acknowledged() {
        long sum = 0;
        for (int worker = 0; worker < workers.size(); worker++) {
            sum += acknowledged.get(worker);
        }
        return sum;
    }

    /** What was acknowledged so far: a copy that is made later must have all of it. */
    long[] soFar() {
        long[] copy = new long[workers.size()];
        for (int worker = 0; worker < copy.length; worker++) {
            copy[worker] = acknowledged.get(worker);
        }
        return copy;
    }

    void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("create table counter (worker integer primary key, n integer not null)");
            for (int worker = 0; worker < workers.size(); worker++) {
                statement.executeUpdate("insert into counter values (" + worker + ", 0)");
            }
            statement.executeUpdate("create table audit (n integer not null)");
            statement.executeUpdate("insert into audit values (0)");
            statement.executeUpdate("create table account (id integer primary key, balance integer not null)");
            statement.executeUpdate("insert into account " + numbersBelow(Unit.ACCOUNTS) + " select i, 0 from n");
            statement.executeUpdate("create table entry (id integer primary key, worker, number, body)");
            statement.executeUpdate("create index entry_of_worker on entry (worker, number)");
            statement.executeUpdate("create table ballast (id integer primary key, body)");
            statement.executeUpdate("insert into ballast " + numbersBelow(5000) + " select i, randomblob(4000) from n");
        }
    }

    private static String numbersBelow(int count) {
        return "with recursive n(i) as (select 0 union all select i + 1 from n where i < " + (count - 1) + ")";
    }

    /** Checks the whole in one snapshot; {@code atLeast} is what was acknowledged before it was taken. */
    void check(Connection connection, long[] atLeast, String what) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            long nested = 0;
            long nestedAtLeast = 0;
            for (int worker = 0; worker < workers.size(); worker++) {
                long n = number(statement, "select n from counter where worker = " + worker);
                long least = atLeast[worker];
                long most = begun.get(worker);
                String which = what + ": " + workers.get(worker) + " of worker " + worker + " has " + n;
                assertTrue(n >= least, () -> which + ", acknowledged were " + least);
                assertTrue(n <= most, () -> which + ", begun were " + most);
                if (workers.get(worker) == Unit.NESTED) {
                    nested += most;
                    nestedAtLeast += n;
                }
                if (workers.get(worker) == Unit.BATCH) {
                    checkEntries(statement, worker, n, what);
                }
            }
            long audit = number(statement, "select n from audit");
            assertTrue(audit >= nestedAtLeast && audit <= nested, what + ": audit has " + audit);
            assertEquals(0, number(statement, "select sum(balance) from account"), what + ": sum of balances");
            try (ResultSet row = statement.executeQuery("pragma integrity_check")) {
                row.next();
                assertEquals("ok", row.getString(1), what);
            }
        } finally {
            connection.rollback();
        }
    }

    private static void checkEntries(Statement statement, int worker, long n, String what) throws SQLException {
        String ofWorker = " from entry where worker = " + worker;
        assertEquals(
                Unit.PARTS * Math.min(n, Unit.KEPT),
                number(statement, "select count(*)" + ofWorker),
                what + ": half a batch, or one too many");
        assertEquals(n, number(statement, "select coalesce(max(number), 0)" + ofWorker), what + ": last batch");
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            assertTrue(row.next());
            return row.getLong(1);
        }
    }
}
