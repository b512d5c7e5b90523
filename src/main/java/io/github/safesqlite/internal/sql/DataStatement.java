// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import io.github.safesqlite.internal.sql.Lexer.Token;

/** Reads a statement that queries or changes data or schema, and notes what it mentions. One use per statement. */
final class DataStatement {
    private final Lexer lexer;
    private final StatementDraft draft;
    private final Sources sources;
    private int depth;
    /** The name right before the current token, or NONE. */
    private Keyword previous = Keyword.NONE;

    private boolean namesTemporary;
    private boolean returning;
    private boolean mayEndTransaction;
    private boolean mentionsWriter;
    private boolean mentionsSession;

    DataStatement(Lexer lexer, StatementDraft draft) {
        this.lexer = lexer;
        this.draft = draft;
        this.sources = new Sources(lexer);
    }

    /** Starts at the first word; ends at the semicolon or at the end. */
    void parse() {
        if (draft.verb == Keyword.WITH) {
            draft.verb = mainVerb();
        }
        switch (draft.verb) {
            case SELECT, VALUES -> query();
            case INSERT, REPLACE, UPDATE, DELETE -> change();
            case CREATE -> create();
            case DROP, ALTER, ANALYZE, REINDEX -> {
                define();
                if (draft.verb == Keyword.REINDEX) {
                    draft.add(StatementDraft.MAY_DO_NOTHING);
                }
                readOn();
            }
            default -> {
                draft.kind = StatementKind.WRITE;
                draft.add(StatementDraft.NEEDS_GATE | StatementDraft.MAY_HAVE_COLUMNS);
                readOn();
            }
        }
        if (mentionsWriter) {
            draft.kind = StatementKind.WRITE;
            draft.add(StatementDraft.NEEDS_GATE);
            draft.remove(StatementDraft.READ_ONLY_SAFE
                    | StatementDraft.GROUPABLE
                    | StatementDraft.READS_NOTHING
                    | StatementDraft.MAY_READ_NOTHING);
        }
        if (mentionsSession) {
            draft.add(StatementDraft.CHANGES_SESSION);
        }
    }

    /**
     * The first word behind {@code WITH name (columns) AS (query), …}. A parenthesis that closes at the outside ends a
     * list of columns if AS follows, and a query if not; behind a query comes a comma or the verb.
     */
    private Keyword mainVerb() {
        boolean behindParenthesis = false;
        while (step()) {
            Token token = lexer.token();
            if (behindParenthesis && token != Token.COMMA && lexer.keyword() != Keyword.AS) {
                return lexer.keyword();
            }
            behindParenthesis = token == Token.CLOSE && depth == 0;
        }
        return Keyword.NONE;
    }

    private void query() {
        draft.kind = StatementKind.READ;
        draft.add(StatementDraft.RETURNS_ROWS | StatementDraft.READ_ONLY_SAFE);
        readOn();
        draft.set(StatementDraft.READS_NOTHING, sources.isEmpty());
        draft.set(StatementDraft.MAY_READ_NOTHING, sources.isDoubtful());
    }

    private void change() {
        draft.kind = StatementKind.WRITE;
        draft.add(StatementDraft.NEEDS_GATE | StatementDraft.CHANGES_ROWS);
        readHead();
        readOn();
        draft.set(StatementDraft.RETURNING, returning);
        draft.set(StatementDraft.RETURNS_ROWS, returning);
        if (namesTemporary) {
            // A temporary trigger on a temporary table may write to any database, so the gate stays.
            draft.add(StatementDraft.CHANGES_SESSION);
        }
        draft.set(
                StatementDraft.GROUPABLE,
                !returning
                        && !namesTemporary
                        && !mayEndTransaction
                        && !mentionsSession
                        && !draft.has(StatementDraft.ASKS_FOR_CHANGES));
    }

    private void create() {
        step();
        namesTemporary = lexer.keyword() == Keyword.TEMP || lexer.keyword() == Keyword.TEMPORARY;
        if (namesTemporary) {
            step();
        }
        Keyword type = lexer.keyword();
        define();
        if (type == Keyword.VIRTUAL) {
            // Creating a virtual table runs its module's own code: no telling where that writes.
            draft.add(StatementDraft.NEEDS_GATE);
            draft.remove(StatementDraft.READ_ONLY_SAFE);
        }
        if (type == Keyword.TRIGGER) {
            readTrigger();
        } else {
            readOn();
        }
    }

    private void define() {
        readHead();
        if (draft.verb == Keyword.ANALYZE && atEnd()) {
            // "ANALYZE temp" means the database of that name.
            namesTemporary |= previous == Keyword.TEMP;
        }
        draft.kind = StatementKind.WRITE;
        draft.set(StatementDraft.NEEDS_GATE, !namesTemporary);
        draft.set(StatementDraft.MAY_HAVE_COLUMNS, draft.verb == Keyword.ALTER);
        draft.set(StatementDraft.READ_ONLY_SAFE, namesTemporary);
        draft.set(StatementDraft.CHANGES_SESSION, namesTemporary);
    }

    /** Reads up to where the name of the changed object must have come, and notes whether it is a temporary one. */
    private void readHead() {
        while (step()) {
            if (lexer.token() == Token.DOT) {
                namesTemporary |= previous == Keyword.TEMP;
                return;
            }
            if (lexer.token() == Token.OPEN || endsHead(lexer.keyword())) {
                return;
            }
            if (lexer.keyword() == Keyword.EXISTS) {
                draft.add(StatementDraft.MAY_DO_NOTHING);
            }
            mayEndTransaction |=
                    previous == Keyword.OR && (lexer.keyword() == Keyword.ROLLBACK || lexer.keyword() == Keyword.FAIL);
        }
    }

    private static boolean endsHead(Keyword keyword) {
        return switch (keyword) {
            case ADD,
                    AFTER,
                    AS,
                    BEFORE,
                    DEFAULT,
                    DELETE,
                    INSERT,
                    INSTEAD,
                    ON,
                    RENAME,
                    SELECT,
                    SET,
                    UPDATE,
                    USING,
                    VALUES,
                    WHERE,
                    WITH -> true;
            default -> false;
        };
    }

    /** Reads to the end of the statement. */
    private void readOn() {
        while (step()) {
            continue;
        }
    }

    /**
     * Reads to the END of a trigger. The statements inside end with semicolons, and none starts with END: so the END
     * right behind a semicolon is the trigger's, whatever names and CASE expressions came before.
     */
    private void readTrigger() {
        boolean behindSemicolon = lexer.token() == Token.SEMICOLON;
        while (lexer.token() != Token.END && !(behindSemicolon && lexer.keyword() == Keyword.END)) {
            behindSemicolon = lexer.token() == Token.SEMICOLON;
            stepOver();
        }
        readOn();
    }

    /** Goes to the next token; false at the end of the statement. */
    private boolean step() {
        if (atEnd()) {
            return false;
        }
        stepOver();
        return !atEnd();
    }

    private void stepOver() {
        previous = lexer.name();
        Token token = lexer.next();
        sources.look();
        if (token == Token.OPEN) {
            depth++;
            called(previous);
        } else if (token == Token.CLOSE) {
            depth--;
        } else {
            mentioned(lexer.name());
            returning |= depth == 0 && lexer.keyword() == Keyword.RETURNING;
        }
    }

    /** The PRAGMAs are tables too (sqlite.org/pragma.html#pragfunc). */
    private void mentioned(Keyword name) {
        switch (name) {
            case PRAGMA_DATA_VERSION -> draft.add(StatementDraft.DATA_VERSION);
            case PRAGMA_OPTIMIZE -> mentionsWriter = true;
            default -> {}
        }
    }

    private void called(Keyword function) {
        switch (function) {
            case CHANGES, LAST_INSERT_ROWID, TOTAL_CHANGES -> draft.add(StatementDraft.ASKS_FOR_CHANGES);
            case FTS3_TOKENIZER, LOAD_EXTENSION -> mentionsSession = true;
            // FTS3's SELECT optimize(t) merges the index.
            case OPTIMIZE -> mentionsWriter = true;
            default -> {}
        }
    }

    private boolean atEnd() {
        return lexer.token() == Token.END || lexer.token() == Token.SEMICOLON;
    }
}
