// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.request;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The session row of one user. */
@Entity
@Table(name = "user_session")
class UserSession {
    @Id
    private long id;

    private String name;
    private String token;

    protected UserSession() {}

    long id() {
        return id;
    }
}
