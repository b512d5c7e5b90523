// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import io.github.safesqlite.internal.sql.Lexer.Token;
import java.util.ArrayList;
import java.util.List;

/** Splits a text into statements and classifies each, in one pass. Not safe for use by multiple threads. */
final class StatementParser {
    private final String text;
    private final Lexer lexer;
    private final List<SqlStatement> statements = new ArrayList<>(1);
    private StatementDraft draft = new StatementDraft();

    StatementParser(String text) {
        this(text, text);
    }

    /** Reads {@code watched}, which holds the same characters as {@code text}: for tests that count what is read. */
    StatementParser(String text, CharSequence watched) {
        this.text = text;
        this.lexer = new Lexer(watched);
    }

    /** The statements of the whole text; to be called once. */
    List<SqlStatement> parseAll() {
        int start = 0;
        lexer.next();
        skipSemicolons();
        while (lexer.token() != Token.END) {
            parseOne();
            int end = lexer.end();
            skipSemicolons();
            boolean last = lexer.token() == Token.END;
            if (start > 0 || !last) {
                draft.remove(StatementDraft.GROUPABLE);
            }
            statements.add(new SqlStatement(text.substring(start, last ? text.length() : end), draft));
            start = end;
        }
        return statements;
    }

    private void skipSemicolons() {
        while (lexer.token() == Token.SEMICOLON) {
            lexer.next();
        }
    }

    /** Reads one statement and stops at its semicolon or at the end. */
    private void parseOne() {
        draft = new StatementDraft();
        boolean explained = lexer.keyword() == Keyword.EXPLAIN;
        if (explained) {
            skipExplain();
        }
        draft.verb = lexer.keyword();
        parseBody();
        skipToEnd();
        if (explained && draft.kind != StatementKind.PRAGMA) {
            // Explained means not run, except for a PRAGMA: SQLite applies that while it prepares.
            draft = new StatementDraft();
            control(StatementKind.READ);
            draft.add(StatementDraft.READS_NOTHING);
        }
        if (explained) {
            draft.verb = Keyword.EXPLAIN;
            draft.add(StatementDraft.RETURNS_ROWS);
        }
    }

    private void skipExplain() {
        if (next() == Keyword.QUERY && next() == Keyword.PLAN) {
            advance();
        }
    }

    private void parseBody() {
        switch (lexer.keyword()) {
            case BEGIN -> begin();
            case COMMIT, END -> control(StatementKind.COMMIT);
            case ROLLBACK -> rollback();
            case SAVEPOINT -> savepoint();
            case RELEASE -> release();
            case PRAGMA -> pragma();
            case ATTACH, DETACH -> {
                control(StatementKind.ATTACH_DETACH);
                draft.add(StatementDraft.CHANGES_SESSION | StatementDraft.LEAVES_GUARD);
            }
            case VACUUM -> vacuum();
            case BACKUP -> {
                control(StatementKind.DRIVER_COMMAND);
                draft.add(StatementDraft.LEAVES_GUARD);
            }
            case RESTORE -> {
                draft.kind = StatementKind.DRIVER_COMMAND;
                draft.add(StatementDraft.NEEDS_GATE
                        | StatementDraft.OUTSIDE_TRANSACTION_ONLY
                        | StatementDraft.LEAVES_GUARD);
            }
            default -> new DataStatement(lexer, draft).parse();
        }
    }

    private void control(StatementKind kind) {
        draft.kind = kind;
        draft.add(StatementDraft.READ_ONLY_SAFE);
    }

    private void begin() {
        draft.kind = StatementKind.BEGIN;
        draft.beginKind = switch (next()) {
            case DEFERRED -> BeginKind.DEFERRED;
            case IMMEDIATE -> BeginKind.IMMEDIATE;
            case EXCLUSIVE -> BeginKind.EXCLUSIVE;
            default -> BeginKind.PLAIN;
        };
        boolean locks = draft.beginKind.locks();
        draft.set(StatementDraft.NEEDS_GATE, locks);
        draft.set(StatementDraft.READ_ONLY_SAFE, !locks);
    }

    private void rollback() {
        control(StatementKind.ROLLBACK);
        if (next() == Keyword.TRANSACTION && next() != Keyword.TO) {
            // A transaction may be given a name, which means nothing.
            advance();
        }
        if (lexer.keyword() == Keyword.TO) {
            draft.kind = StatementKind.ROLLBACK_TO;
            advance();
            savepointName();
        }
    }

    private void savepoint() {
        control(StatementKind.SAVEPOINT);
        advance();
        draft.savepointName = name();
    }

    private void release() {
        control(StatementKind.RELEASE);
        advance();
        savepointName();
    }

    private void savepointName() {
        if (lexer.keyword() == Keyword.SAVEPOINT) {
            advance();
        }
        draft.savepointName = name();
    }

    private void vacuum() {
        draft.kind = StatementKind.VACUUM;
        boolean into = false;
        while (!atEnd()) {
            into |= next() == Keyword.INTO;
        }
        // VACUUM INTO only reads this database: it writes to a file of its own.
        draft.add(StatementDraft.OUTSIDE_TRANSACTION_ONLY | StatementDraft.LEAVES_GUARD);
        draft.set(StatementDraft.NEEDS_GATE, !into);
        draft.set(StatementDraft.READ_ONLY_SAFE, into);
    }

    private void pragma() {
        advance();
        String schema = null;
        String name = name();
        if (advance() == Token.DOT) {
            schema = name;
            advance();
            name = name();
            advance();
        }
        // "PRAGMA name(value)" and "PRAGMA name = value" are the same to SQLite.
        boolean hasValue = lexer.token() == Token.OPEN || lexer.token() == Token.EQUALS;
        Pragma.classify(draft, schema, name, hasValue ? pragmaValue() : null);
    }

    private String pragmaValue() {
        advance();
        return isName() ? lexer.nameText() : text.substring(lexer.start(), lexer.end());
    }

    private Keyword next() {
        advance();
        return lexer.keyword();
    }

    /** Goes to the next token, but never past the end of the statement: what follows is not hidden in it. */
    private Token advance() {
        return atEnd() ? lexer.token() : lexer.next();
    }

    private String name() {
        return isName() ? lexer.nameText() : "";
    }

    private boolean isName() {
        return lexer.token() == Token.WORD || lexer.token() == Token.QUOTED;
    }

    private boolean atEnd() {
        return lexer.token() == Token.END || lexer.token() == Token.SEMICOLON;
    }

    private void skipToEnd() {
        while (!atEnd()) {
            advance();
        }
    }
}
