// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedPartTest {
    private final FileKey key = FileKey.memory("shared part");
    private final SharedFile file = SharedFiles.acquire(key);

    private Stay<String, Guests> join(String user) {
        return file.join(Guests.class, user, Guests::new);
    }

    @Test
    void usersOfAFileShareOnePartThatEndsWithTheLast() {
        Stay<String, Guests> first = join("first");
        Stay<String, Guests> second = join("second");
        assertSame(first.part(), second.part());
        first.close();
        first.close();
        assertSame(second.part(), file.part(Guests.class));
        second.close();
        assertNull(file.part(Guests.class));
        assertEquals(List.of("first false", "second true"), first.part().left);
        Stay<String, Guests> third = join("third");
        assertNotSame(first.part(), third.part());
        third.close();
        SharedFiles.release(file);
    }

    @Test
    void theFileIsInUseUntilThePartHasEnded() {
        Stay<String, Guests> stay = join("guest");
        SharedFiles.release(file);
        assertSame(file, SharedFiles.acquire(key));
        SharedFiles.release(file);
        stay.part().whileEnding = () -> assertTrue(SharedFiles.isInUse(key));
        stay.close();
        assertEquals(List.of("guest true"), stay.part().left);
        assertFalse(SharedFiles.isInUse(key));
    }

    private static final class Guests implements SharedPart<String> {
        private final List<String> users = new ArrayList<>();
        private final List<String> left = new ArrayList<>();
        private Runnable whileEnding = () -> {};

        @Override
        public void add(String user) {
            users.add(user);
        }

        @Override
        public boolean remove(String user) {
            users.remove(user);
            return users.isEmpty();
        }

        @Override
        public void left(String user, boolean last) {
            whileEnding.run();
            left.add(user + " " + last);
        }
    }
}
