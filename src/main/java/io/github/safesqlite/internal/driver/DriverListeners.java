// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.NativeDB;

/** Whether a connection has listeners for updates, commits or progress, which the driver calls in the running thread. */
final class DriverListeners {
    /** Handles of the listeners in the driver's native part, 0 where there is none; null if they cannot be read. */
    private static final @Nullable List<Field> HANDLES = handles();

    private DriverListeners() {}

    private static @Nullable List<Field> handles() {
        List<Field> fields = new ArrayList<>();
        try {
            for (String name : List.of("updateListener", "commitListener", "progressHandler")) {
                Field field = NativeDB.class.getDeclaredField(name);
                field.setAccessible(true);
                fields.add(field);
            }
            return fields;
        } catch (ReflectiveOperationException | RuntimeException hidden) {
            return null;
        }
    }

    /** Also true if that cannot be told. */
    static boolean mayListenTo(SQLiteConnection connection) {
        if (HANDLES == null || !(connection.getDatabase() instanceof NativeDB database)) {
            return true;
        }
        try {
            for (Field handle : HANDLES) {
                if (handle.getLong(database) != 0) {
                    return true;
                }
            }
            return false;
        } catch (IllegalAccessException hidden) {
            return true;
        }
    }
}
