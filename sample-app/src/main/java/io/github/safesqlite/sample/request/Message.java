// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.request;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A message of a user; SQLite gives it its id. */
@Entity
@Table(name = "message")
class Message {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @Column(name = "user_id")
    private long userId;

    private String body;

    protected Message() {}

    Message(UserSession owner) {
        userId = owner.id();
        body = UserTables.messageBody(userId);
    }
}
