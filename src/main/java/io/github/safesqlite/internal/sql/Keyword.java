// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

/** The words that decide what a statement is; every other word is {@link #NONE}. */
public enum Keyword {
    NONE,
    // First words of statements.
    ALTER,
    ANALYZE,
    ATTACH,
    BACKUP,
    BEGIN,
    COMMIT,
    CREATE,
    DELETE,
    DETACH,
    DROP,
    END,
    EXPLAIN,
    INSERT,
    PRAGMA,
    REINDEX,
    RELEASE,
    REPLACE,
    RESTORE,
    ROLLBACK,
    SAVEPOINT,
    SELECT,
    UPDATE,
    VACUUM,
    VALUES,
    WITH,
    // Words that tell variants apart.
    ADD,
    AFTER,
    AS,
    BEFORE,
    DEFAULT,
    DEFERRED,
    DISTINCT,
    EXCLUSIVE,
    EXISTS,
    FAIL,
    FROM,
    IMMEDIATE,
    IN,
    INSTEAD,
    INTO,
    JOIN,
    ON,
    OR,
    PLAN,
    QUERY,
    RECURSIVE,
    RENAME,
    RETURNING,
    SET,
    TEMP,
    TEMPORARY,
    TO,
    TRANSACTION,
    TRIGGER,
    USING,
    VIRTUAL,
    WHERE,
    // Functions and table-valued functions whose mention matters.
    CHANGES,
    FTS3_TOKENIZER,
    LAST_INSERT_ROWID,
    LOAD_EXTENSION,
    OPTIMIZE,
    PRAGMA_DATA_VERSION,
    PRAGMA_OPTIMIZE,
    TOTAL_CHANGES;

    private static final int TABLE_SIZE = 512;
    private static final Keyword[] TABLE = table();
    private static final int LONGEST = 19;

    private final String word = name();

    /** The keyword that a range of a text spells, without regard to ASCII case. */
    static Keyword of(CharSequence text, int start, int end) {
        int length = end - start;
        if (length < 2 || length > LONGEST) {
            return NONE;
        }
        int slot = slot(length, text.charAt(start), text.charAt(start + 1), text.charAt(end - 1));
        for (Keyword found = TABLE[slot]; found != NONE; found = TABLE[slot]) {
            if (found.isSpelled(text, start, length)) {
                return found;
            }
            slot = (slot + 1) & (TABLE_SIZE - 1);
        }
        return NONE;
    }

    private boolean isSpelled(CharSequence text, int start, int length) {
        if (word.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (upper(text.charAt(start + i)) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int slot(int length, char first, char second, char last) {
        int hash = length * 31 + upper(first) * 7 + upper(second) * 67 + upper(last) * 131;
        return (hash ^ (hash >>> 9)) & (TABLE_SIZE - 1);
    }

    // SQLite folds ASCII only: U+212A (Kelvin) is no K for it.
    private static char upper(char c) {
        return c >= 'a' && c <= 'z' ? (char) (c - 32) : c;
    }

    private static Keyword[] table() {
        Keyword[] table = new Keyword[TABLE_SIZE];
        java.util.Arrays.fill(table, NONE);
        for (Keyword keyword : values()) {
            if (keyword == NONE) {
                continue;
            }
            String word = keyword.name();
            int slot = slot(word.length(), word.charAt(0), word.charAt(1), word.charAt(word.length() - 1));
            while (table[slot] != NONE) {
                slot = (slot + 1) & (TABLE_SIZE - 1);
            }
            table[slot] = keyword;
        }
        return table;
    }
}
