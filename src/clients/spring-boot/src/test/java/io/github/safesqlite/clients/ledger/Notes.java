// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.ledger;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/** Notes about accounts, written with each kind of propagation. */
@Component
class Notes {
    private final JdbcTemplate jdbc;

    Notes(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** A transfer was committed. */
    record Transferred(String account, int amount) {}

    private void insert(String account, String text) {
        jdbc.update("INSERT INTO note (account, text) VALUES (?, ?)", account, text);
    }

    @Transactional(propagation = Propagation.REQUIRES_NEW)
    void writeInItsOwnTransaction(String account, String text) {
        insert(account, text);
    }

    @Transactional(propagation = Propagation.NESTED)
    void writeNested(String account, String text) {
        insert(account, text);
        if (text.isEmpty()) {
            throw new IllegalArgumentException("no text");
        }
    }

    @Transactional(propagation = Propagation.REQUIRES_NEW, readOnly = true)
    int countCommitted() {
        return count();
    }

    @Transactional(readOnly = true)
    int count() {
        return jdbc.queryForObject("SELECT count(*) FROM note", Integer.class);
    }

    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public void noteAfterCommit(Transferred transferred) {
        insert(transferred.account, "received " + transferred.amount);
    }
}
