// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.powercut;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What a power cut does to the changes of a file that were not synced. Of writes to the same place the last that is kept wins:
 * a file in the page cache has one content, so all that another order can do is that a later one is missing.
 */
enum Damage {
    /** None of them is on disk. */
    DROPPED {
        @Override
        List<List<Change>> left(List<Change> unsynced, Random random) {
            return unsynced.stream().map(change -> NOTHING).toList();
        }
    },
    /** All of them are. */
    KEPT {
        @Override
        List<List<Change>> left(List<Change> unsynced, Random random) {
            return unsynced.stream().map(List::of).toList();
        }
    },
    /** The first of them are. */
    CUT_OFF {
        @Override
        List<List<Change>> left(List<Change> unsynced, Random random) {
            int kept = random.nextInt(unsynced.size() + 1);
            return IntStream.range(0, unsynced.size())
                    .mapToObj(i -> i < kept ? List.of(unsynced.get(i)) : NOTHING)
                    .toList();
        }
    },
    /** Some of them are, later ones without earlier ones. */
    REORDERED {
        @Override
        List<List<Change>> left(List<Change> unsynced, Random random) {
            return unsynced.stream()
                    .map(change -> random.nextBoolean() ? List.of(change) : NOTHING)
                    .toList();
        }
    },
    /** Some sectors of them are. */
    TORN {
        @Override
        List<List<Change>> left(List<Change> unsynced, Random random) {
            return unsynced.stream()
                    .map(change -> change.sectors().stream()
                            .filter(sector -> random.nextInt(4) != 0)
                            .toList())
                    .toList();
        }
    };

    private static final List<Change> NOTHING = List.of();

    /** What of each change reached the disk. */
    abstract List<List<Change>> left(List<Change> unsynced, Random random);
}
