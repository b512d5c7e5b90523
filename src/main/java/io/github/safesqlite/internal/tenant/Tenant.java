// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.tenant;

import io.github.safesqlite.snapshot.TenantsSnapshot.OpenTenant;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One tenant while it is known to {@link TenantTable}, under whose lock all of this is. */
final class Tenant<T> {
    /** What happens to its database. */
    enum State {
        OPENING,
        OPEN,
        CLOSING
    }

    final String name;
    State state;
    /** Whether it counts towards the maximum. */
    boolean hasRoom;

    int uses;
    long idleSinceNanos;

    @Nullable
    T database;

    Tenant(String name, State state, boolean hasRoom) {
        this.name = name;
        this.state = state;
        this.hasRoom = hasRoom;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    OpenTenant shown(long nowNanos) {
        return new OpenTenant(name, uses, uses > 0 ? Duration.ZERO : Duration.ofNanos(nowNanos - idleSinceNanos));
    }
}
