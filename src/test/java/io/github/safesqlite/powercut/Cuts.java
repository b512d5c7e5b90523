// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.powercut;

import io.github.safesqlite.powercut.Entry.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.springframework.util.FileSystemUtils;

/** Power cuts at random moments of a recording, and what is found after each. */
final class Cuts {
    private final Recording recording;
    private final Path folder;
    private final Random random;
    private final Acknowledged acknowledged;
    private IntPredicate isSpared = moment -> false;

    Cuts(Recording recording, Acknowledged acknowledged, Path folder, long seed) {
        this.acknowledged = acknowledged;
        this.recording = recording;
        this.folder = folder;
        this.random = new Random(seed);
    }

    /** Whether a cut may lose what was acknowledged. */
    enum Promise {
        NOTHING_IS_LOST,
        CONSISTENT
    }

    /** Makes no cut after so many entries. */
    Cuts sparing(IntPredicate moments) {
        isSpared = moments;
        return this;
    }

    /** Cuts so often, but for moments that are spared; fails if the database is damaged then, has something by half, or breaks the promise. */
    void make(int count, Promise promise, String source) throws IOException, SQLException {
        int size = recording.entries().size();
        TreeMap<Integer, Integer> moments = new TreeMap<>();
        IntStream.range(0, count).forEach(i -> moments.merge(random.nextInt(size + 1), 1, Integer::sum));
        Disk disk = new Disk();
        for (int done = 0; done <= size; done++) {
            int cuts = isSpared.test(done) ? 0 : moments.getOrDefault(done, 0);
            for (int i = 0; i < cuts; i++) {
                Damage damage = Damage.values()[random.nextInt(Damage.values().length)];
                String when = source + ", cut after entry " + done + ", " + damage;
                check(disk, damage, promise, when);
            }
            if (done < size) {
                apply(recording.entries().get(done), disk);
            }
        }
    }

    private void check(Disk disk, Damage damage, Promise promise, String when) throws IOException, SQLException {
        Path found = Files.createTempDirectory(folder, "cut");
        disk.cut(damage, random, found);
        acknowledged.check(Target.DATABASE.in(found), promise, when);
        // What is not as it should be is kept for a look.
        FileSystemUtils.deleteRecursively(found);
    }

    private void apply(Entry entry, Disk disk) {
        disk.apply(entry);
        if (entry.target() == Target.STDOUT) {
            new String(entry.bytes(), StandardCharsets.US_ASCII).lines().forEach(acknowledged::add);
        }
    }
}
