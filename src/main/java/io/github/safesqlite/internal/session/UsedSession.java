// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import io.github.safesqlite.internal.binding.SessionCore;
import io.github.safesqlite.internal.leak.LeakSubject;

/** What a session has from its first use on. */
final class UsedSession {
    private final SessionParts parts;
    private final Forgotten forgotten;
    private final Statements statements;
    private final SessionSettings settings;
    private final SessionClientInfo clientInfo;
    private final DriverAccess driver;

    /** @param watched what the reports of things left open say of the session */
    UsedSession(SessionCore core, LeakSubject watched) {
        this.parts = new SessionParts(core);
        this.forgotten = new Forgotten(core, parts.transaction(), watched);
        this.statements = new Statements(parts, forgotten);
        this.settings = new SessionSettings(parts);
        this.clientInfo = new SessionClientInfo(core);
        this.driver = new DriverAccess(parts);
    }

    SessionParts parts() {
        return parts;
    }

    Forgotten forgotten() {
        return forgotten;
    }

    Statements statements() {
        return statements;
    }

    SessionSettings settings() {
        return settings;
    }

    SessionClientInfo clientInfo() {
        return clientInfo;
    }

    DriverAccess driver() {
        return driver;
    }
}
