// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.CapturedLog;
import io.github.safesqlite.testing.IsolatedApplication;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** SLF4J 1.7, which Maven may choose for an application (it does with Spring Boot 2), has no fluent API. */
class OldSlf4jTest {
    /** Copied by the build. */
    private static final Path JARS = Path.of("target", "slf4j-1.7");

    @Test
    void itHasNoFluentApi() throws Exception {
        try (IsolatedApplication application = IsolatedApplication.withSlf4j(JARS)) {
            Class<?> logger = application.loader().loadClass("org.slf4j.Logger");
            assertThrows(NoSuchMethodException.class, () -> logger.getMethod("atWarn"));
        }
    }

    @Test
    void writesAreRolledBackAtCloseAndMessagesLogged() throws Exception {
        try (CapturedLog log = new CapturedLog();
                IsolatedApplication application = IsolatedApplication.withSlf4j(JARS)) {
            assertEquals("1,3", application.call(Application.class, String.class));
            String text = log.text();
            assertTrue(
                    text.contains(
                            "WARN io.github.safesqlite.pool - application: closed with 1 connection(s) still in use"),
                    text);
            assertTrue(text.contains("WARN io.github.safesqlite.slow - application: write gate held"), text);
        }
    }
}
