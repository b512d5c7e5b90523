// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.change.ChangeSet;
import java.util.ArrayDeque;
import java.util.Deque;

/** What one transaction has changed, by savepoints: what is undone is forgotten. Not thread-safe. */
final class Recording {
    /** The innermost first. */
    private final Deque<Level> levels = new ArrayDeque<>();

    /** What was changed since a savepoint, or since the beginning. */
    private record Level(String savepoint, ChangeSet changes) {}

    Recording() {
        clear();
    }

    /** Nothing has changed, and no savepoint is open. */
    void clear() {
        levels.clear();
        levels.push(new Level("", new ChangeSet()));
    }

    /** What a statement has changed, or what has run beside any. */
    ChangeSet changes() {
        return levels.getFirst().changes();
    }

    /** A command was carried out. */
    void carriedOut(SavepointCommand command, String name) {
        switch (command) {
            case SAVEPOINT -> levels.push(new Level(name, new ChangeSet()));
            case RELEASE -> release(name);
            case ROLLBACK_TO -> rollBackTo(name);
        }
    }

    private void release(String name) {
        if (isOpen(name)) {
            boolean released = false;
            while (!released) {
                Level inner = levels.pop();
                changes().add(inner.changes());
                released = inner.savepoint().equalsIgnoreCase(name);
            }
        }
    }

    private void rollBackTo(String name) {
        if (isOpen(name)) {
            while (!levels.getFirst().savepoint().equalsIgnoreCase(name)) {
                levels.pop();
            }
            levels.pop();
            levels.push(new Level(name, new ChangeSet()));
        }
    }

    /** The beginning has no name, and a savepoint may have that too. */
    private boolean isOpen(String name) {
        return levels.stream()
                .limit(levels.size() - 1L)
                .anyMatch(level -> level.savepoint().equalsIgnoreCase(name));
    }

    /** All that has changed. */
    ChangeSet all() {
        while (levels.size() > 1) {
            Level inner = levels.pop();
            changes().add(inner.changes());
        }
        return changes();
    }
}
