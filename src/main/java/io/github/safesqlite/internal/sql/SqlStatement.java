// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import org.jspecify.annotations.Nullable;

/** One SQL statement and what is known of it from its text, and from SQLite once it has compiled it. Thread-safe. */
public final class SqlStatement {
    private static final int NOT_COMPILED = -1;

    private final String sql;
    private final StatementKind kind;
    private final Keyword verb;
    private final BeginKind beginKind;
    private final String savepointName;
    private final @Nullable String sessionPragma;
    private final String pragma;
    private final String pragmaValue;
    private final int traits;
    private volatile int parameterCount = NOT_COMPILED;
    private volatile @Nullable String fingerprint;

    SqlStatement(String sql, StatementDraft draft) {
        this.sql = sql;
        this.kind = draft.kind;
        this.verb = draft.verb;
        this.beginKind = draft.beginKind;
        this.savepointName = draft.savepointName;
        this.sessionPragma = draft.sessionPragma;
        this.pragma = draft.pragma;
        this.pragmaValue = draft.pragmaValue;
        this.traits = draft.traits;
    }

    /** The text of this statement, with its comments and its semicolon. */
    public String sql() {
        return sql;
    }

    /**
     * The text without comments and with {@code ?} for each value, parameter and list of them: what texts have in common that
     * differ in values only.
     */
    public String fingerprint() {
        String known = fingerprint;
        if (known == null) {
            known = Fingerprint.of(sql);
            fingerprint = known;
        }
        return known;
    }

    /** Whether SQLite has compiled it and {@link #parameterCount} is known. */
    public boolean isCompiled() {
        return parameterCount != NOT_COMPILED;
    }

    /** How many parameters it has, if it {@link #isCompiled}. */
    public int parameterCount() {
        return parameterCount;
    }

    /** SQLite has compiled it: a known text needs no connection to be prepared again. */
    public void compiled(int parameters) {
        parameterCount = parameters;
    }

    /** What sort of statement it is. */
    public StatementKind kind() {
        return kind;
    }

    /** Its first word, or the one behind WITH and its queries; NONE if that is none that a statement begins with. */
    public Keyword verb() {
        return verb;
    }

    /** Whether running it gives a result set: SELECT, VALUES, EXPLAIN, RETURNING, a PRAGMA that answers. */
    public boolean returnsRows() {
        return has(StatementDraft.RETURNS_ROWS);
    }

    /**
     * Whether SQLite may say that it has columns although it gives no rows: some forms of ALTER TABLE have those of a query that
     * they run inside. True also for a statement that is not known.
     */
    public boolean mayHaveColumns() {
        return has(StatementDraft.MAY_HAVE_COLUMNS);
    }

    /** Whether there may be nothing to do: it has IF EXISTS or IF NOT EXISTS, or sets what may be as it says. */
    public boolean mayDoNothing() {
        return has(StatementDraft.MAY_DO_NOTHING);
    }

    /** Whether it is a query that names no table, such as {@code SELECT 1}, or EXPLAIN: running it reads no database. */
    public boolean readsNothing() {
        return has(StatementDraft.READS_NOTHING);
    }

    /** Whether it is a query of subqueries and common table expressions, so that only SQLite knows whether it reads a database. */
    public boolean mayReadNothing() {
        return has(StatementDraft.MAY_READ_NOTHING);
    }

    /** Whether it changes data and returns the changed rows. */
    public boolean hasReturning() {
        return has(StatementDraft.RETURNING);
    }

    /** Whether it is an INSERT, REPLACE, UPDATE or DELETE, so that SQLite counts the rows that it changes. */
    public boolean changesRows() {
        return has(StatementDraft.CHANGES_ROWS);
    }

    /** Whether it changes rows, and that is all it does: it gives none, and changes nothing that belongs to the connection. */
    public boolean isPlainWrite() {
        return changesRows() && !mayHaveColumns() && !hasReturning() && !changesSession();
    }

    /** Whether it adds something to the schema, changes it there or takes it away. */
    public boolean changesSchema() {
        return verb == Keyword.CREATE || verb == Keyword.ALTER || verb == Keyword.DROP;
    }

    /** Whether it is an INSERT or REPLACE, so that generated keys make sense. */
    public boolean isInsert() {
        return verb == Keyword.INSERT || verb == Keyword.REPLACE;
    }

    /**
     * Whether it may share a transaction with statements of other sessions: a plain INSERT, UPDATE, DELETE or REPLACE
     * that is alone in its text, returns nothing, ends no transaction by its own conflict clause, names no temporary
     * table and does not ask what the session changed before.
     */
    public boolean isGroupable() {
        return has(StatementDraft.GROUPABLE);
    }

    /**
     * Whether it may take SQLite's write lock on a database file, by itself or as the first statement of a
     * transaction. Never false for a statement that does; true also for a statement that only might.
     */
    public boolean needsGate() {
        return has(StatementDraft.NEEDS_GATE);
    }

    /** Whether it moves a write-ahead log back into the database, with a lock or without. */
    public boolean isCheckpoint() {
        return has(StatementDraft.CHECKPOINT);
    }

    /** Whether it changes what belongs to the connection: attached databases, temporary objects, settings. */
    public boolean changesSession() {
        return has(StatementDraft.CHANGES_SESSION);
    }

    /** The PRAGMA that it sets for the connection, if that can be read; in lower case. */
    public @Nullable String sessionPragma() {
        return sessionPragma;
    }

    /** The name of a PRAGMA of the main database in lower case; empty for any other statement. */
    public String pragma() {
        return pragma;
    }

    /** The first word of the value that it gives to a PRAGMA, without quotes; empty if it gives none. */
    public String pragmaValue() {
        return pragmaValue;
    }

    /** Whether SQLite needs the database file for this connection alone, now or from the next statement on. */
    public boolean wantsFileAlone() {
        return has(StatementDraft.WANTS_FILE_ALONE);
    }

    /** Whether no other connection can be given what it sets: the session must stay where it ran. */
    public boolean bindsToConnection() {
        return has(StatementDraft.BINDS_TO_CONNECTION);
    }

    /** Whether SQLite refuses or ignores it inside a transaction. */
    public boolean outsideTransactionOnly() {
        return has(StatementDraft.OUTSIDE_TRANSACTION_ONLY);
    }

    /** Whether it is {@code PRAGMA data_version} of the main database. */
    public boolean isDataVersion() {
        return has(StatementDraft.DATA_VERSION) && kind == StatementKind.PRAGMA;
    }

    /** Whether it asks for {@code PRAGMA synchronous} of the main database. */
    public boolean isSynchronous() {
        return pragma.equals("synchronous") && pragmaValue.isEmpty();
    }

    /** Whether it asks for that number, be it as a PRAGMA or of the table {@code pragma_data_version}. */
    public boolean asksForDataVersion() {
        return has(StatementDraft.DATA_VERSION);
    }

    /**
     * Whether it is a PRAGMA that reads or writes the database, or that sets what ends with the transaction: in manual commit
     * mode it belongs to the transaction, as on a connection that has sent its BEGIN.
     */
    public boolean isPragmaOfTransaction() {
        return has(StatementDraft.BEGINS_TRANSACTION);
    }

    /** Whether it calls last_insert_rowid(), changes() or total_changes() by its own text. */
    public boolean asksForChanges() {
        return has(StatementDraft.ASKS_FOR_CHANGES);
    }

    /**
     * Whether it reaches another file or takes away what protects this one: ATTACH, VACUUM, the driver's own commands, and PRAGMAs
     * such as {@code writable_schema}.
     */
    public boolean leavesGuard() {
        return has(StatementDraft.LEAVES_GUARD);
    }

    /** Whether a read-only session may run it. */
    public boolean isReadOnlySafe() {
        return has(StatementDraft.READ_ONLY_SAFE);
    }

    /** How a BEGIN starts its transaction; PLAIN for any other statement. */
    public BeginKind beginKind() {
        return beginKind;
    }

    /** The savepoint of SAVEPOINT, RELEASE and ROLLBACK TO, without quotes; empty for any other statement. */
    public String savepointName() {
        return savepointName;
    }

    @Override
    public String toString() {
        return kind + ": " + sql;
    }

    private boolean has(int trait) {
        return (traits & trait) != 0;
    }
}
