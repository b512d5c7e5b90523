// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The DataSources that have a file open by one path. Safe for use by multiple threads. */
final class FileUsers {
    private final List<FileUser> users = new CopyOnWriteArrayList<>();
    private volatile long checkNanos;

    void add(FileUser user) {
        users.add(user);
        findInterval();
    }

    void remove(FileUser user) {
        users.remove(user);
        findInterval();
    }

    private void findInterval() {
        checkNanos = users.stream()
                .mapToLong(user -> user.checkInterval().toNanos())
                .min()
                .orElse(0);
    }

    boolean isEmpty() {
        return users.isEmpty();
    }

    /** How long a look at the file counts: as long as it does for the strictest. */
    long checkNanos() {
        return checkNanos;
    }

    /** Whether all of them go on with a new file. */
    boolean reopen() {
        return users.stream().allMatch(FileUser::reopens);
    }

    /** Has all of them leave the old file and open the new one next. */
    void change(OpenFile old, NewFile other) throws SQLException {
        users.forEach(FileUser::leaveOldFile);
        for (FileUser user : users) {
            user.reopened(old.realPath(), other.realPath());
        }
    }
}
