// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.powercut;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a file may hold after a power cut. */
class DiskFileTest {
    private final DiskFile file = new DiskFile();
    private long number;

    private void write(String text) {
        file.change(number, new Change.Write(0, text.getBytes(US_ASCII)));
        number++;
    }

    private Set<String> found(Damage damage) {
        Set<String> found = new TreeSet<>();
        Random random = new Random(1);
        for (int cut = 0; cut < 200; cut++) {
            found.add(new String(file.afterCut(damage, random), US_ASCII));
        }
        return found;
    }

    @Test
    void whatWasSyncedIsThere() {
        write("a");
        file.sync(number);
        write("b");
        assertEquals(Set.of("a"), found(Damage.DROPPED));
        assertEquals(Set.of("b"), found(Damage.KEPT));
        assertEquals(Set.of("a", "b"), found(Damage.REORDERED));
    }

    @Test
    void aSyncCoversWhatWasWrittenBeforeItBegan() {
        write("a");
        long begun = number;
        write("b");
        file.sync(begun);
        assertEquals(Set.of("a"), found(Damage.DROPPED));
    }

    @Test
    void whatASyncFailedToWriteIsNotWrittenByTheNext() {
        write("a");
        file.failSync(number);
        file.sync(number);
        assertEquals(Set.of(""), found(Damage.DROPPED));
        assertEquals(Set.of("", "a"), found(Damage.REORDERED));
    }

    @Test
    void whatIsWrittenAgainAfterThatIsThere() {
        write("a");
        file.failSync(number);
        write("b");
        file.sync(number);
        for (Damage damage : Damage.values()) {
            assertEquals(Set.of("b"), found(damage), damage.name());
        }
    }

    @Test
    void aWriteOfTwoSectorsMayBeTorn() {
        write("a".repeat(2 * Change.SECTOR));
        file.sync(number);
        write("b".repeat(2 * Change.SECTOR));
        String a = "a".repeat(Change.SECTOR);
        String b = "b".repeat(Change.SECTOR);
        assertEquals(Set.of(a + a, a + b, b + a, b + b), found(Damage.TORN));
    }
}
