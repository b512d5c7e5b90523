// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import io.github.safesqlite.testing.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/** How a client says where its transaction begins and ends. */
enum Style {
    MANUAL("") {
        @Override
        void begin(Connection connection) throws SQLException {
            connection.setAutoCommit(false);
        }

        @Override
        void commit(Connection connection) throws SQLException {
            connection.commit();
        }

        @Override
        void rollBack(Connection connection) throws SQLException {
            connection.rollback();
        }
    },
    BEGIN("BEGIN"),
    BEGIN_IMMEDIATE("BEGIN IMMEDIATE"),
    SAVEPOINT("SAVEPOINT outer_one") {
        @Override
        void commit(Connection connection) throws SQLException {
            Sql.execute(connection, "RELEASE outer_one");
        }
    },
    /** Has one statement, which is a transaction. */
    AUTOCOMMIT("") {
        @Override
        void begin(Connection connection) {}

        @Override
        void commit(Connection connection) {}

        @Override
        void rollBack(Connection connection) {}
    },
    /** The same; if it writes, this can be told from the database later, whether the client lives to see the end or not. */
    AUTOCOMMIT_MARKED("") {
        @Override
        void begin(Connection connection) {}

        @Override
        void commit(Connection connection) {}

        @Override
        void rollBack(Connection connection) {}
    },
    /** Only reads, in a connection that says so. */
    READ_ONLY("") {
        @Override
        void begin(Connection connection) throws SQLException {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
        }

        @Override
        void commit(Connection connection) throws SQLException {
            connection.commit();
        }

        @Override
        void rollBack(Connection connection) throws SQLException {
            connection.rollback();
        }
    },
    /** Says that it has committed, and has not. */
    FORGETFUL("BEGIN IMMEDIATE") {
        @Override
        void commit(Connection connection) throws SQLException {
            rollBack(connection);
        }
    },
    /** Has several statements, and says nothing, so that it is none. */
    NONE("") {
        @Override
        void begin(Connection connection) {}

        @Override
        void commit(Connection connection) {}

        @Override
        void rollBack(Connection connection) {}
    };

    boolean canRollBack() {
        return this != AUTOCOMMIT && this != AUTOCOMMIT_MARKED && this != NONE;
    }

    private final String begin;

    Style(String begin) {
        this.begin = begin;
    }

    void begin(Connection connection) throws SQLException {
        Sql.execute(connection, begin);
    }

    void commit(Connection connection) throws SQLException {
        Sql.execute(connection, "COMMIT");
    }

    void rollBack(Connection connection) throws SQLException {
        Sql.execute(connection, "ROLLBACK");
    }
}
