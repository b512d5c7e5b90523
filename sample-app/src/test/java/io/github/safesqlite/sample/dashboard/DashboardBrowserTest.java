// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard in a real browser. */
class DashboardBrowserTest {
    private static final String TOKEN = "a-token-for-this-test";
    private static final int ANY_PORT = 0;
    private static Browser browser;

    @TempDir
    Path directory;

    private DashboardService service;

    @BeforeAll
    static void startBrowser() {
        browser = Browser.start();
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        service = new DashboardService(directory, ANY_PORT, Optional.empty());
        service.createTable();
        browser.show(1280, 1000, "light");
    }

    @AfterEach
    void stop() throws Exception {
        browser.open("about:blank");
        service.close();
    }

    @Test
    void plotsMoveUnderLoad() throws Exception {
        openLive(service.url());
        Object before = figure("Writes per second", 0);
        AtomicBoolean seen = new AtomicBoolean();
        CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
            while (!seen.get()) {
                writeOne();
            }
        });
        try {
            await().untilAsserted(() -> assertNotEquals(before, figure("Writes per second", 0)));
        } finally {
            seen.set(true);
            load.get();
        }
        assertEquals(8L, browser.script("return document.querySelectorAll('#plots canvas').length"));
        assertTrue((boolean) browser.script("const c = document.querySelector('#plots canvas');"
                + "return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v) => v > 0)"));
        assertTrue((boolean) browser.script("return performance.getEntriesByType('resource')"
                + ".every((entry) => entry.name.startsWith(location.origin))"));
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void showsMistakesWithTheirStacks() throws Exception {
        openLive(service.url());
        browser.click("#demo-leak");
        await().untilAsserted(() -> assertTrue(browser.text("leaks").contains("held idle"), browser.text("leaks")));
        browser.click("#leaks summary");
        await().untilAsserted(
                        () -> assertTrue(browser.text("leaks").contains("Demo.leakConnection"), browser.text("leaks")));
        browser.click("#demo-hog");
        await().untilAsserted(() -> assertTrue(browser.text("gate").contains("demo-hog"), browser.text("gate")));
        await().untilAsserted(() -> assertTrue(browser.text("slow").contains("still inside"), browser.text("slow")));
        assertTrue(browser.text("leaks").contains("Demo.leakConnection"), "an open entry stays open");
        browser.show(1280, 1500, "light");
        browser.keepPicture("light");
        browser.show(1280, 1500, "dark");
        await().until(() -> browser.script("return getComputedStyle(document.body).backgroundColor")
                .equals("rgb(18, 22, 28)"));
        browser.keepPicture("dark");
        browser.show(390, 2600, "light");
        await().until(() ->
                browser.script("return document.documentElement.scrollWidth").equals(390L));
        browser.keepPicture("narrow");
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void asksForTheTokenUntilItIsRight() throws Exception {
        try (DashboardService guarded = new DashboardService(directory, ANY_PORT, Optional.of(TOKEN))) {
            browser.open(guarded.url());
            await().untilAsserted(() -> assertEquals("Token needed", browser.text("connection")));
            giveToken("wrong");
            await().untilAsserted(() -> assertTrue(browser.text("token-reason").contains("did not accept")));
            giveToken(TOKEN);
            await().untilAsserted(() -> assertEquals("Live", browser.text("connection")));
            assertEquals(TOKEN, browser.script("return sessionStorage.getItem('admin-token')"));
            browser.open("about:blank");
        }
        browser.complaints();
    }

    @Test
    void connectsAgainAfterTheServiceWasAway() throws Exception {
        openLive(service.url());
        int port = service.port();
        service.close();
        await().untilAsserted(() -> assertTrue(browser.text("connection").startsWith("Disconnected")));
        service = new DashboardService(directory, port, Optional.empty());
        await().untilAsserted(() -> assertEquals("Live", browser.text("connection")));
        browser.complaints();
    }

    /** A browser may be slow. */
    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }

    private static void openLive(String url) {
        browser.complaints();
        browser.open(url);
        await().untilAsserted(() -> assertEquals("Live", browser.text("connection")));
        assertEquals("app", browser.text("database"));
    }

    private static void giveToken(String token) {
        browser.type("token", token);
        browser.click("#token-form button");
    }

    /** The newest figure of a plot. */
    private static Object figure(String plot, int index) {
        return browser.script("return [...document.querySelectorAll('#plots article')]"
                + ".find((card) => card.querySelector('h2').textContent === '" + plot + "')"
                + ".querySelectorAll('dd')[" + index + "].textContent");
    }

    private void writeOne() {
        try {
            service.write();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
