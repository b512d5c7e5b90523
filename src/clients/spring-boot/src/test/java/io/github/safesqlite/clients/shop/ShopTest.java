// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.clients.Boot;
import io.github.safesqlite.clients.NoLockErrors;
import io.github.safesqlite.clients.Together;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.NestedTransactionNotSupportedException;

/** Spring Data JPA, and Spring Session, by properties alone. */
@ExtendWith(NoLockErrors.class)
class ShopTest {
    private static final int THREADS = 8;
    private static final int ROUNDS = 10;

    @TempDir
    Path folder;

    /** What a test does with the application. */
    private interface Use {
        void of(Shop shop, Items items) throws Exception;
    }

    private void inApplication(Boot way, Use use) throws Exception {
        try (ConfigurableApplicationContext application =
                way.start(ShopApplication.class, folder.resolve("shop.db"), "spring.jpa.hibernate.ddl-auto=update")) {
            use.of(application.getBean(Shop.class), application.getBean(Items.class));
        }
    }

    @ParameterizedTest
    @EnumSource
    void threadsOrderAndDeleteTheirOwn(Boot way) throws Exception {
        inApplication(way, (shop, items) -> {
            Together.run(THREADS, worker -> {
                String customer = "customer " + worker;
                for (int round = 0; round < ROUNDS; round++) {
                    for (int i = 0; i < 3; i++) {
                        assertNotNull(items.findById(shop.order(customer, "product " + i)));
                    }
                    assertEquals(3, items.addOne(customer));
                    assertEquals(3, items.deleteByCustomer(customer));
                }
                shop.order(customer, "last");
            });
            assertEquals(THREADS, items.count());
        });
    }

    @ParameterizedTest
    @EnumSource
    void lockAndPagesAndStreamsBesideWriters(Boot way) throws Exception {
        inApplication(way, (shop, items) -> {
            long id = shop.order("Ada", "pen");
            Together.run(THREADS, worker -> {
                for (int round = 0; round < ROUNDS; round++) {
                    shop.addOneWithLock(id);
                    shop.order("Ada", "pen " + worker);
                    assertEquals(
                            "pen",
                            items.findByCustomerStartingWith("A", PageRequest.of(0, 5, Sort.by("id")))
                                    .getContent()
                                    .get(0)
                                    .product);
                }
            });
            assertEquals(THREADS * ROUNDS, items.findById(id).orElseThrow().amount);

            shop.copy("Ada", "Bob");
            Page<Item> page = items.findByCustomerStartingWith("Bob", PageRequest.of(1, 20, Sort.by("id")));
            assertEquals(THREADS * ROUNDS + 1, page.getTotalElements());
            assertEquals(20, page.getNumberOfElements());
            assertEquals(THREADS * ROUNDS + 1, shop.committed("Bob"));

            shop.changeReadOnly(id);
            assertEquals(THREADS * ROUNDS, items.findById(id).orElseThrow().amount, "nothing is flushed");
        });
    }

    @ParameterizedTest
    @EnumSource
    void nestedTransactionsNeedAnotherTransactionManager(Boot way) throws Exception {
        inApplication(way, (shop, items) -> {
            shop.orderNested("Ada", "pen");
            assertThrows(
                    NestedTransactionNotSupportedException.class,
                    () -> items.transact(() -> shop.orderNested("Ada", "pencil")));
            assertEquals(1, items.count());
        });
    }

    @ParameterizedTest
    @EnumSource
    void sessionsAreKeptAcrossRequestsAndRestarts(Boot way) throws Exception {
        HttpClient[] customers = new HttpClient[THREADS];
        for (int i = 0; i < THREADS; i++) {
            customers[i] =
                    HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        }
        for (int start = 0; start < 2; start++) {
            int before = start * ROUNDS;
            try (ConfigurableApplicationContext application = way.startServer(
                    ShopApplication.class, folder.resolve("shop.db"), "spring.jpa.hibernate.ddl-auto=update")) {
                String address =
                        "http://localhost:" + application.getEnvironment().getProperty("local.server.port");
                Together.run(THREADS, worker -> {
                    for (int round = 1; round <= ROUNDS; round++) {
                        assertEquals(
                                String.valueOf(before + round),
                                get(customers[worker], address + "/basket/add?customer=" + worker));
                    }
                });
                var jdbc = application.getBean(JdbcTemplate.class);
                assertEquals(THREADS, jdbc.queryForObject("SELECT count(*) FROM SPRING_SESSION", Integer.class));
                assertEquals(
                        (before + ROUNDS) * THREADS,
                        application.getBean(Items.class).count());
                if (start == 1) {
                    get(customers[0], address + "/basket/clear");
                    assertEquals(
                            THREADS - 1, jdbc.queryForObject("SELECT count(*) FROM SPRING_SESSION", Integer.class));
                }
            }
        }
    }

    private static String get(HttpClient client, String address) throws Exception {
        var response = client.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response.body());
        return response.body();
    }
}
