// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client;

import io.github.safesqlite.sample.client.http.KeptConnection;
import java.util.Optional;

/** What can go on beside a load. */
enum SideJobKind {
    /** One backup after the other. */
    BACKUP,
    /** A purge of expired sessions every second. */
    PURGE;

    SideJob over(KeptConnection connection, Optional<String> token) {
        return switch (this) {
            case BACKUP -> new BackupJob(connection, token);
            case PURGE -> new PurgeJob(connection, token);
        };
    }
}
