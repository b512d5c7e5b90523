// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.refused;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.PreloadedLibrary;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The system refuses a call on the files of a database, any call for any reason, once or for as long as it takes. Callers get a
 * clear error, nobody has or waits for anything after, what works again works at once, and nothing that was acknowledged is
 * lost. A library that is preloaded into a process refuses them. All of them, or those that begin with some words:
 *
 * <pre>mvn -Psearch -Dtest=RefusedCallsTest -Drefused="WRITE ENOSPC" verify</pre>
 */
@Timeout(7200)
class RefusedCallsTest {
    private static final String WANTED = System.getProperty("refused", "");

    @TempDir
    static Path folder;

    private static PreloadedLibrary library;

    @BeforeAll
    static void compile() throws Exception {
        library = PreloadedLibrary.compile("refused/refuser.c", folder);
    }

    @Test
    void someCallIsRefused() throws Exception {
        Random random = new Random(1);
        int trials = 0;
        int hit = 0;
        try (RefusedProcess process = new RefusedProcess(folder, library)) {
            for (Refusal refusal : Refusal.all()) {
                if (!refusal.isSlow()) {
                    trials++;
                    int first = 1 + random.nextInt(refusal.call().usual());
                    hit += process.play(refusal.from(first)) > 0 ? 1 : 0;
                }
            }
        }
        System.out.println(hit + " of " + trials + " trials had a call refused");
        assertTrue(hit > trials / 2, () -> "few were refused");
    }

    /** With a rollback journal a lock is given back after the commit is decided, and that may be what fails. */
    @Test
    void whatMayHaveBeenCommittedIsNotWrittenAgain() throws Exception {
        Refusal refusal = Refusal.parse("LOCK EIO 1 false DELETE");
        try (RefusedProcess process = new RefusedProcess(folder, library)) {
            for (int first = 30; first < 45; first++) {
                assertTrue(process.play(refusal.from(first)) > 0, "a trial makes fewer calls now");
            }
        }
    }

    @Test
    @Tag("search")
    void eachCallIsRefused() throws Exception {
        int trials = 0;
        int refused = 0;
        try (RefusedProcess process = new RefusedProcess(folder, library)) {
            for (Refusal refusal : Refusal.all()) {
                if (!refusal.toString().startsWith(WANTED)) {
                    continue;
                }
                int first = 1;
                int calls = process.play(refusal);
                while (calls > 0) {
                    trials++;
                    refused += calls;
                    first += refusal.isSlow() ? 1 + first / 3 : 1;
                    calls = process.play(refusal.from(first));
                }
                System.out.println(refusal + " and on to " + (first - 1));
            }
        }
        System.out.println(trials + " trials, " + refused + " calls refused");
        assertTrue(trials > 0);
    }
}
