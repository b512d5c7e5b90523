// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.internal.driver.InstalledDriver;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How a file is named for the driver. Stateless. */
final class FileNames {
    private FileNames() {}

    /** The name by which a file is opened and not created, or null if there is none. */
    // Without the flag for it (open_mode=2) an ATTACH could not create a file either.
    static @Nullable String ofExisting(Path file) {
        URI name = file.toUri();
        return name.getAuthority() == null ? name + "?mode=rw" : null;
    }

    /** The name by which a file is opened, or created, where the plain one would do harm; else null. */
    static @Nullable String ofNew(Path file) {
        URI name = file.toUri();
        return InstalledDriver.deletesNewFiles() && name.getAuthority() == null ? name + "?mode=rwc" : null;
    }
}
