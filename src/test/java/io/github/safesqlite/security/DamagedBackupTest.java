// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A backup that was damaged is refused and the database stays as it is, or what was restored is sound. One seed again:
 *
 * <pre>mvn -Psearch -Dtest=DamagedBackupTest -Ddamage.seed=N -Ddamage.rounds=1 verify</pre>
 */
class DamagedBackupTest {
    private static final int FEW = 30;
    private static final int ROUNDS = Integer.getInteger("damage.rounds", 3_000);

    private final long seed = Long.getLong("damage.seed", System.nanoTime() & 0xffff_ffffL);

    @TempDir
    Path folder;

    @Test
    void isRefusedOrWhatIsRestoredIsSound() throws Exception {
        DamagedBackup backup = new DamagedBackup(folder, false);
        for (int i = 1; i <= FEW; i++) {
            int number = i;
            assertNull(backup.round(i), () -> "damage.seed=" + number);
        }
        assertTrue(backup.refused() > FEW / 4, () -> "only " + backup.refused() + " were refused");
        assertTrue(backup.restored() > 0, "none was restored");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("search")
    void thousandsAreToo(boolean untrusted) throws Exception {
        System.out.println("damage.seed=" + seed + ", untrusted=" + untrusted);
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DamagedBackup.class.getName(),
                        folder.toString(),
                        String.valueOf(seed),
                        String.valueOf(ROUNDS),
                        String.valueOf(untrusted))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(output.toFile()))
                .start();
        try {
            assertTrue(process.waitFor(30, TimeUnit.MINUTES), "it does not end");
        } finally {
            process.destroyForcibly();
        }
        List<String> said = Files.readAllLines(output);
        List<String> end = said.subList(Math.max(0, said.size() - 40), said.size());
        assertEquals(0, process.exitValue(), () -> "it crashed, or found this: " + String.join("\n", end));
        System.out.println(said.get(said.size() - 1));
    }
}
