// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

/** What can be done with a savepoint of a transaction. */
public enum SavepointCommand {
    SAVEPOINT("SAVEPOINT"),
    RELEASE("RELEASE"),
    ROLLBACK_TO("ROLLBACK TO");

    private final String words;

    SavepointCommand(String words) {
        this.words = words;
    }

    /** The text that is sent; {@code name} without quotes. */
    String sql(String name) {
        return words + " \"" + name.replace("\"", "\"\"") + '"';
    }

    /** How it is named in messages. */
    public String words() {
        return words;
    }
}
