// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.powercut;

import io.github.safesqlite.powercut.Entry.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A directory with a database, its side files and its backup, of which only what was synced is sure to outlive a power cut. */
final class Disk {
    /** What processes see. */
    private final Map<Target, DiskFile> files = new EnumMap<>(Target.class);
    /** What the directory on disk has. */
    private final Map<Target, DiskFile> durable = new EnumMap<>(Target.class);

    private final List<Renamed> unsynced = new ArrayList<>();
    private long number;

    /** A name stands for this file now, or for none. */
    private record Renamed(
            long number, Target target, @Nullable DiskFile file) {
        void applyTo(Map<Target, DiskFile> directory) {
            if (file == null) {
                directory.remove(target);
            } else {
                directory.put(target, file);
            }
        }
    }

    /** A disk with an empty database. */
    Disk() {
        files.put(Target.DATABASE, new DiskFile());
        durable.putAll(files);
    }

    /** Does what was done. */
    void apply(Entry entry) {
        Target target = entry.target();
        if (target == Target.DIRECTORY && entry.operation() == Entry.Operation.SYNC) {
            syncDirectory(entry.offset());
        } else if (target.isFile()) {
            applyToFile(entry, target);
        }
        number++;
    }

    private void applyToFile(Entry entry, Target target) {
        switch (entry.operation()) {
            case CREATE -> rename(target, new DiskFile());
            case UNLINK -> rename(target, null);
            case RENAME -> {
                rename(Target.BACKUP, files.get(target));
                rename(target, null);
            }
            case WRITE -> files.get(target).change(number, new Change.Write(entry.offset(), entry.bytes()));
            case TRUNCATE -> files.get(target).change(number, new Change.Resize(entry.offset()));
            case SYNC -> files.get(target).sync(entry.offset());
            case FAILED_SYNC -> files.get(target).failSync(entry.offset());
            case NOTHING -> {}
        }
    }

    private void rename(Target target, @Nullable DiskFile file) {
        Renamed renamed = new Renamed(number, target, file);
        renamed.applyTo(files);
        unsynced.add(renamed);
    }

    private void syncDirectory(long before) {
        for (Renamed one : unsynced) {
            if (one.number() < before) {
                one.applyTo(durable);
            }
        }
        unsynced.removeIf(one -> one.number() < before);
    }

    /** Writes the files as they are found after a power cut now. */
    void cut(Damage damage, Random random, Path folder) throws IOException {
        Map<Target, DiskFile> found = new EnumMap<>(durable);
        unsynced.subList(0, random.nextInt(unsynced.size() + 1)).forEach(one -> one.applyTo(found));
        for (Map.Entry<Target, DiskFile> file : found.entrySet()) {
            Files.write(file.getKey().in(folder), file.getValue().afterCut(damage, random));
        }
    }
}
