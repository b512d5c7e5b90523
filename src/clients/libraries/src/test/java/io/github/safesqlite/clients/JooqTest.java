// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients;

import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.table;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.clients.testing.DatabaseFile;
import io.github.safesqlite.clients.testing.Workers;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jooq.CloseableDSLContext;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JooqTest {
    private static final Table<Record> ACCOUNT = table(name("account"));
    private static final Field<Integer> ID = field(name("account", "id"), SQLDataType.INTEGER.identity(true));
    private static final Field<String> OWNER = field(name("account", "owner"), SQLDataType.VARCHAR);
    private static final Field<Integer> BALANCE = field(name("account", "balance"), SQLDataType.INTEGER);

    @TempDir
    Path folder;

    private static DatabaseFile accounts(Path folder) throws Exception {
        DatabaseFile file = DatabaseFile.in(folder);
        file.run("CREATE TABLE account (id INTEGER PRIMARY KEY, owner TEXT NOT NULL, balance INTEGER NOT NULL)");
        return file;
    }

    private static DSLContext jooq(DatabaseFile file) {
        DSLContext jooq = DSL.using(file.dataSource(), SQLDialect.SQLITE);
        return jooq;
    }

    @Test
    void insertsReturnTheirKeys() throws Exception {
        try (var file = accounts(folder)) {
            DSLContext jooq = jooq(file);
            Set<Integer> ids = ConcurrentHashMap.newKeySet();
            Workers.run(4, worker -> {
                for (int i = 0; i < 50; i++) {
                    Record inserted = jooq.insertInto(ACCOUNT, OWNER, BALANCE)
                            .values("owner " + worker, i)
                            .returning(ID, OWNER)
                            .fetchOne();
                    assertNotNull(inserted);
                    assertEquals("owner " + worker, inserted.get(OWNER));
                    assertTrue(ids.add(inserted.get(ID)));
                }
            });
            assertEquals(200, ids.size());
            assertEquals(200, jooq.fetchCount(ACCOUNT));
        }
    }

    @Test
    void transactionsMoveMoneyInParallel() throws Exception {
        try (var file = accounts(folder)) {
            DSLContext jooq = jooq(file);
            jooq.insertInto(ACCOUNT, ID, OWNER, BALANCE)
                    .values(1, "from", 1000)
                    .values(2, "to", 0)
                    .execute();
            Workers.run(4, worker -> {
                for (int i = 0; i < 25; i++) {
                    jooq.transaction(transaction -> {
                        Integer balance = transaction
                                .dsl()
                                .select(BALANCE)
                                .from(ACCOUNT)
                                .where(ID.eq(1))
                                .fetchSingle(BALANCE);
                        transaction
                                .dsl()
                                .update(ACCOUNT)
                                .set(BALANCE, balance - 1)
                                .where(ID.eq(1))
                                .execute();
                        transaction
                                .dsl()
                                .update(ACCOUNT)
                                .set(BALANCE, BALANCE.plus(1))
                                .where(ID.eq(2))
                                .execute();
                    });
                    assertEquals(
                            BigDecimal.valueOf(1000),
                            jooq.select(sum(BALANCE))
                                    .from(ACCOUNT)
                                    .fetchSingle()
                                    .value1());
                }
            });
            assertEquals(900, file.number("SELECT balance FROM account WHERE id = 1"));
            assertEquals(100, file.number("SELECT balance FROM account WHERE id = 2"));
        }
    }

    @Test
    void nestedTransactionsAreSavepoints() throws Exception {
        try (var file = accounts(folder)) {
            jooq(file).transaction(outer -> {
                outer.dsl()
                        .insertInto(ACCOUNT, OWNER, BALANCE)
                        .values("kept", 1)
                        .execute();
                assertThrows(
                        IllegalStateException.class,
                        () -> outer.dsl().transaction(inner -> {
                            inner.dsl()
                                    .insertInto(ACCOUNT, OWNER, BALANCE)
                                    .values("undone", 2)
                                    .execute();
                            throw new IllegalStateException("undo");
                        }));
                outer.dsl()
                        .insertInto(ACCOUNT, OWNER, BALANCE)
                        .values("kept", 3)
                        .execute();
            });
            assertEquals(4, file.number("SELECT sum(balance) FROM account"));
        }
    }

    @Test
    void batches() throws Exception {
        try (var file = accounts(folder)) {
            DSLContext jooq = jooq(file);
            Workers.run(
                    3,
                    worker -> jooq.batch(IntStream.range(0, 100)
                                    .mapToObj(i -> (Query) jooq.insertInto(ACCOUNT, OWNER, BALANCE)
                                            .values("batch", i))
                                    .toList())
                            .execute());
            int[] counts = jooq.batch(jooq.insertInto(ACCOUNT, OWNER, BALANCE).values((String) null, null))
                    .bind("bound", 1)
                    .bind("bound", 2)
                    .execute();
            assertEquals(2, IntStream.of(counts).sum());
            assertEquals(302, file.number("SELECT count(*) FROM account"));
        }
    }

    @Test
    void readsWhileRowsAreFetchedLazily() throws Exception {
        try (var file = accounts(folder)) {
            DSLContext jooq = jooq(file);
            jooq.transaction(transaction -> {
                for (int i = 0; i < 500; i++) {
                    transaction
                            .dsl()
                            .insertInto(ACCOUNT, OWNER, BALANCE)
                            .values("lazy", i)
                            .execute();
                }
            });
            try (var cursor = jooq.selectFrom(ACCOUNT).fetchLazy()) {
                for (Record row : cursor) {
                    jooq.update(ACCOUNT)
                            .set(OWNER, "seen")
                            .where(ID.eq(row.get(ID)))
                            .execute();
                }
            }
            assertEquals(
                    500,
                    jooq.selectCount().from(ACCOUNT).where(OWNER.eq("seen")).fetchSingle(count()));
        }
    }

    @Test
    void byUrl() throws Exception {
        try (var file = accounts(folder)) {
            Workers.run(3, worker -> {
                try (CloseableDSLContext jooq = DSL.using("jdbc:safesqlite:" + file.path())) {
                    assertEquals(SQLDialect.SQLITE, jooq.dialect().family());
                    jooq.transaction(transaction -> transaction
                            .dsl()
                            .insertInto(ACCOUNT, OWNER, BALANCE)
                            .values("url", 1)
                            .execute());
                }
            });
            assertEquals(3, file.number("SELECT sum(balance) FROM account"));
        }
    }
}
