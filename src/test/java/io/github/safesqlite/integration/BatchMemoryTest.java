// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.testing.ChildJvm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A batch needs no more memory than on the driver, which keeps the values of all its entries too. */
@Timeout(300)
class BatchMemoryTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"prepared, 160, 600000", "texts, 65, 250000"})
    void largeBatchFitsIntoSmallHeap(String kind, int heapMegabytes, int rows) throws Exception {
        Process child = ChildJvm.withHeap(
                        heapMegabytes,
                        BatchingProcess.class,
                        folder.resolve("app.db").toString(),
                        kind)
                .start();
        try {
            String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals((rows + " counts, " + rows + " rows\n").repeat(2), output.replace("\r", ""));
        } finally {
            child.destroyForcibly();
        }
    }
}
