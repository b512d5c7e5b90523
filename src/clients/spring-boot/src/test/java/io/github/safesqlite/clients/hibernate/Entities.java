// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.hibernate;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.TableGenerator;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;

/** Entities with each kind of key. */
final class Entities {
    private Entities() {}

    /** Its key comes from SQLite. */
    @Entity(name = "Visit")
    static class Visit {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        @Column(columnDefinition = "integer")
        Long id;

        String visitor;
    }

    /** The same table in the next release of the application. */
    @Entity(name = "NextVisit")
    @Table(name = "Visit")
    static class NextVisit {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        @Column(columnDefinition = "integer")
        Long id;

        String visitor;
        String page;
    }

    /** Its key comes from wherever Hibernate likes: a table, since SQLite has no sequences. */
    @Entity(name = "Note")
    static class Note {
        @Id
        @GeneratedValue
        Long id;

        String text;
    }

    /** Its key comes from a table, two at a time, in a transaction of its own on a second connection. */
    @Entity(name = "Ticket")
    static class Ticket {
        @Id
        @GeneratedValue(strategy = GenerationType.TABLE, generator = "tickets")
        @TableGenerator(name = "tickets", table = "ticket_keys", allocationSize = 2)
        Long id;

        String owner;
    }

    /** Its key comes from the application, so that Hibernate can insert in batches. */
    @Entity(name = "Reading")
    static class Reading {
        @Id
        long id;

        String sensor;
        double temperature;
        BigDecimal price;
        LocalDate day;
        LocalDateTime takenAt;
        byte[] raw;
        boolean valid;

        @Version
        int version;
    }

    /** A row that many change at once, without a version. */
    @Entity(name = "Stock")
    static class Stock {
        @Id
        long id;

        int amount;
    }
}
