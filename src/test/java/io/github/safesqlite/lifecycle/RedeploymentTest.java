// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.ChildJvm;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An application that was undeployed leaves nothing behind: no thread, no class loader. The driver registers itself with the
 * DriverManager, which keeps it until a container takes it out; besides that neither it nor the library holds anything.
 */
@Timeout(180)
class RedeploymentTest {
    @ParameterizedTest
    @ValueSource(strings = {"driver", "library", "shared library"})
    void nothingIsLeftOf(String what) throws Exception {
        Process process =
                ChildJvm.of(Redeployment.class, what).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertTrue(output.contains("checked " + what), output);
    }
}
