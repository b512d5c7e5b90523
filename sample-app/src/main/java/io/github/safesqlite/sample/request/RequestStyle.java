// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.request;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;

/** How an application writes its requests. */
public enum RequestStyle {
    /** Three separate autocommit statements on one connection. */
    AUTOCOMMIT {
        @Override
        public Requests open(DataSource dataSource) {
            return new AutocommitRequests(dataSource);
        }
    },
    /** One JDBC transaction that begins with a read. */
    TRANSACTION {
        @Override
        public Requests open(DataSource dataSource) {
            return new TransactionRequests(dataSource);
        }
    },
    /** One JDBC transaction that begins with a read; nine of ten only read and do not say so. */
    MIXED {
        @Override
        public Requests open(DataSource dataSource) {
            return new MixedRequests(dataSource);
        }
    },
    /** One Hibernate transaction that begins with a read. */
    HIBERNATE {
        @Override
        public Requests open(DataSource dataSource) {
            return new HibernateRequests(dataSource);
        }
    };

    /** Requests in this style over {@code dataSource}. */
    public abstract Requests open(DataSource dataSource);

    /** Whether a request takes effect as a whole or not at all. */
    public boolean atomic() {
        return this != AUTOCOMMIT;
    }

    /** The style's name on the command line. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The style with this name, in upper or lower case. */
    public static Optional<RequestStyle> byId(String id) {
        return Arrays.stream(values())
                .filter(style -> style.id().equalsIgnoreCase(id))
                .findFirst();
    }
}
