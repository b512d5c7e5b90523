// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import org.jspecify.annotations.Nullable;

/**
 * A variable of a program.
 *
 * @param connection the number of its connection
 * @param number tells it from the others of its type and connection
 */
record Variable(Type type, int connection, int number) {
    /** What it holds. */
    enum Type {
        CONNECTION("Connection", "c"),
        STATEMENT("Statement", "s"),
        PREPARED_STATEMENT("PreparedStatement", "ps"),
        /** The results of the statement of the same numbers. */
        ROWS("ResultSet", "rs"),
        /** The results of the prepared statement of the same numbers. */
        PREPARED_ROWS("ResultSet", "rps"),
        SAVEPOINT("Savepoint", "sp");

        private final String javaName;
        private final String prefix;

        Type(String javaName, String prefix) {
            this.javaName = javaName;
            this.prefix = prefix;
        }
    }

    static Variable connection(int connection) {
        return new Variable(Type.CONNECTION, connection, 0);
    }

    /** Of no step of a program: all of it. */
    static Variable all() {
        return connection(-1);
    }

    Variable statement(int number) {
        return new Variable(Type.STATEMENT, connection, number);
    }

    Variable prepared(int number) {
        return new Variable(Type.PREPARED_STATEMENT, connection, number);
    }

    Variable savepoint(int number) {
        return new Variable(Type.SAVEPOINT, connection, number);
    }

    /** The one for the results of this statement. */
    Variable rows() {
        return new Variable(type == Type.PREPARED_STATEMENT ? Type.PREPARED_ROWS : Type.ROWS, connection, number);
    }

    boolean isConnection() {
        return type == Type.CONNECTION;
    }

    boolean isRows() {
        return type == Type.ROWS || type == Type.PREPARED_ROWS;
    }

    boolean isOfPrepared() {
        return type == Type.PREPARED_STATEMENT || type == Type.PREPARED_ROWS;
    }

    /** This statement, or the one whose results this holds; null of a connection or savepoint. */
    @Nullable
    Variable statement() {
        return switch (type) {
            case STATEMENT, PREPARED_STATEMENT -> this;
            case ROWS -> new Variable(Type.STATEMENT, connection, number);
            case PREPARED_ROWS -> new Variable(Type.PREPARED_STATEMENT, connection, number);
            case CONNECTION, SAVEPOINT -> null;
        };
    }

    /** As Java would declare it. */
    String declaration() {
        return type.javaName + " " + this;
    }

    @Override
    public String toString() {
        return type.prefix + connection + (isConnection() ? "" : String.valueOf(number));
    }
}
