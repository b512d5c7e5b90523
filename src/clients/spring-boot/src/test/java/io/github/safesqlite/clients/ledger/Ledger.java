// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.ledger;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The accounts. */
@Service
class Ledger {
    private final JdbcTemplate jdbc;
    private final Notes notes;
    private final ApplicationEventPublisher events;

    Ledger(JdbcTemplate jdbc, Notes notes, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.notes = notes;
        this.events = events;
    }

    @Transactional
    void open(String name, int balance) {
        jdbc.update("INSERT INTO account VALUES (?, ?)", name, balance);
    }

    int balance(String name) {
        return jdbc.queryForObject("SELECT balance FROM account WHERE name = ?", Integer.class, name);
    }

    private void set(String name, int balance) {
        jdbc.update("UPDATE account SET balance = ? WHERE name = ?", balance, name);
    }

    /** Reads, then writes what it has read: without the write lock this loses updates. */
    @Transactional
    void transfer(String from, String to, int amount) {
        int before = balance(from);
        set(from, before - amount);
        set(to, balance(to) + amount);
        events.publishEvent(new Notes.Transferred(to, amount));
    }

    @Transactional(readOnly = true)
    int total() {
        return jdbc.queryForObject("SELECT sum(balance) FROM account", Integer.class);
    }

    @Transactional(readOnly = true)
    void transferReadOnly(String from, String to, int amount) {
        transfer(from, to, amount);
    }

    /** The note comes first, and stays whatever becomes of the rest. */
    @Transactional
    void noteThenSet(String name, int balance) {
        int before = balance(name);
        notes.writeInItsOwnTransaction(name, "was " + before);
        set(name, balance);
    }

    /** The other way around the two transactions would wait for each other. */
    @Transactional
    void setThenNote(String name, int balance) {
        set(name, balance);
        notes.writeInItsOwnTransaction(name, "is " + balance);
    }

    @Transactional
    int setThenCountCommittedNotes(String name, int balance) {
        set(name, balance);
        notes.writeNested(name, "is " + balance);
        return notes.countCommitted();
    }

    @Transactional
    void setWithNestedNotes(String name, int balance) {
        set(name, balance);
        notes.writeNested(name, "kept");
        try {
            notes.writeNested(name, "");
        } catch (IllegalArgumentException e) {
            notes.writeNested(name, e.getMessage());
        }
    }
}
