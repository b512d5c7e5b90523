// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What each PRAGMA does, by its name: SQLite applies a PRAGMA while it explains it, so it cannot be asked. See
 * sqlite.org/pragma.html.
 */
final class Pragma {
    /** What a PRAGMA acts on when it is given a value. */
    private enum Scope {
        /** Nothing: the value says what to ask of the connection. */
        ASKS,
        /** Nothing: the value says what to read in the database file. */
        READS,
        /** The connection; can be read before and set back after. */
        SETTING,
        /** As SETTING, but SQLite reads the database file for it. */
        SETTING_THAT_READS,
        /** The transaction: SQLite sets it back at its end. */
        TRANSACTION,
        /** As SETTING, but SQLite refuses or ignores it inside a transaction. */
        SETTING_OUTSIDE,
        /** The connection, for good. */
        SESSION,
        /** All of SQLite in this process. */
        PROCESS,
        /** The database file. */
        FILE,
        /** The database file, with a value or without. */
        ACTION,
        JOURNAL_MODE,
        CHECKPOINT
    }

    /** Whether it gives a result set. */
    private enum Answer {
        ALWAYS,
        WITHOUT_VALUE,
        NEVER
    }

    private static final String OPTIMIZE = "optimize";
    private static final Map<String, Pragma> KNOWN = new HashMap<>();

    private final Scope scope;
    private final Answer answer;

    private Pragma(Scope scope, Answer answer) {
        this.scope = scope;
        this.answer = answer;
    }

    static {
        know(
                Scope.ASKS,
                Answer.ALWAYS,
                "collation_list compile_options database_list function_list module_list pragma_list");
        know(Scope.ASKS, Answer.NEVER, "shrink_memory");
        know(
                Scope.READS,
                Answer.ALWAYS,
                "data_version foreign_key_check foreign_key_list freelist_count index_info index_list index_xinfo"
                        + " integrity_check page_count quick_check table_info table_list table_xinfo");
        know(
                Scope.SETTING,
                Answer.WITHOUT_VALUE,
                "automatic_index cache_size cache_spill cell_size_check checkpoint_fullfsync count_changes"
                        + " empty_result_callbacks full_column_names fullfsync ignore_check_constraints"
                        + " legacy_alter_table query_only read_uncommitted recursive_triggers reverse_unordered_selects"
                        + " short_column_names trusted_schema writable_schema");
        know(
                Scope.SETTING,
                Answer.ALWAYS,
                "analysis_limit busy_timeout journal_size_limit mmap_size secure_delete threads wal_autocheckpoint");
        know(Scope.SETTING_THAT_READS, Answer.ALWAYS, "max_page_count");
        know(Scope.TRANSACTION, Answer.WITHOUT_VALUE, "defer_foreign_keys");
        know(Scope.SETTING_OUTSIDE, Answer.WITHOUT_VALUE, "foreign_keys synchronous temp_store");
        know(Scope.SESSION, Answer.WITHOUT_VALUE, "encoding page_size");
        know(Scope.SESSION, Answer.ALWAYS, "locking_mode");
        know(Scope.SESSION, Answer.NEVER, "case_sensitive_like");
        know(Scope.PROCESS, Answer.WITHOUT_VALUE, "temp_store_directory");
        know(Scope.PROCESS, Answer.ALWAYS, "hard_heap_limit soft_heap_limit");
        know(
                Scope.FILE,
                Answer.WITHOUT_VALUE,
                "application_id auto_vacuum default_cache_size schema_version user_version");
        know(Scope.ACTION, Answer.NEVER, "incremental_vacuum");
        know(Scope.ACTION, Answer.ALWAYS, OPTIMIZE);
        know(Scope.JOURNAL_MODE, Answer.ALWAYS, "journal_mode");
        know(Scope.CHECKPOINT, Answer.ALWAYS, "wal_checkpoint");
    }

    private static void know(Scope scope, Answer answer, String names) {
        Pragma pragma = new Pragma(scope, answer);
        for (String name : names.split(" ", -1)) {
            KNOWN.put(name, pragma);
        }
    }

    /** The names of the PRAGMAs that are known, in lower case. */
    static Set<String> known() {
        return KNOWN.keySet();
    }

    /**
     * Notes in a draft what {@code PRAGMA schema.name = value} does.
     *
     * @param schema null if not given
     * @param value the first token of the value, without quotes; null if none is given
     */
    static void classify(StatementDraft draft, @Nullable String schema, String name, @Nullable String value) {
        draft.kind = StatementKind.PRAGMA;
        String lowerName = name.toLowerCase(Locale.ROOT);
        Pragma pragma = KNOWN.get(lowerName);
        if (pragma == null) {
            // SQLite ignores what it does not know, but a file system module (encryption, say) may act on it.
            // Whether it answers shows when it runs.
            draft.add(StatementDraft.NEEDS_GATE | StatementDraft.CHANGES_SESSION | StatementDraft.BEGINS_TRANSACTION);
            return;
        }
        draft.add(StatementDraft.READ_ONLY_SAFE);
        draft.set(StatementDraft.RETURNS_ROWS, pragma.answers(value));
        pragma.note(draft, lowerName, value);
        if ("temp".equalsIgnoreCase(schema) && pragma.scope != Scope.READS && pragma.scope != Scope.ASKS) {
            // The temporary database belongs to the connection and needs no lock.
            draft.remove(StatementDraft.NEEDS_GATE | StatementDraft.BEGINS_TRANSACTION);
            draft.set(StatementDraft.CHANGES_SESSION, value != null);
        }
        draft.pragmaValue = value == null ? "" : value;
        if (schema != null && !"main".equalsIgnoreCase(schema)) {
            draft.sessionPragma = null;
            draft.remove(StatementDraft.MAY_DO_NOTHING);
            return;
        }
        draft.pragma = lowerName;
        if (lowerName.equals("data_version")) {
            draft.add(StatementDraft.DATA_VERSION);
        }
    }

    private boolean answers(@Nullable String value) {
        return answer == Answer.ALWAYS || (answer == Answer.WITHOUT_VALUE && value == null);
    }

    private void note(StatementDraft draft, String name, @Nullable String value) {
        switch (scope) {
            case ASKS -> {}
            case READS -> draft.add(StatementDraft.BEGINS_TRANSACTION);
            case ACTION -> {
                writes(draft);
                draft.set(StatementDraft.MAY_DO_NOTHING, name.equals(OPTIMIZE));
            }
            case CHECKPOINT -> checkpoint(draft, value);
            default -> {
                draft.set(StatementDraft.BEGINS_TRANSACTION, scope == Scope.FILE || scope == Scope.SETTING_THAT_READS);
                if (value != null) {
                    noteSet(draft, name, value);
                }
            }
        }
    }

    private void noteSet(StatementDraft draft, String name, String value) {
        switch (scope) {
            case TRANSACTION -> draft.add(StatementDraft.BEGINS_TRANSACTION);
            case SETTING, SETTING_THAT_READS, SETTING_OUTSIDE -> {
                draft.add(StatementDraft.CHANGES_SESSION);
                draft.set(StatementDraft.OUTSIDE_TRANSACTION_ONLY, scope == Scope.SETTING_OUTSIDE);
                draft.sessionPragma = name;
            }
            case SESSION -> {
                draft.add(StatementDraft.CHANGES_SESSION | StatementDraft.BINDS_TO_CONNECTION);
                draft.sessionPragma = answer == Answer.NEVER ? null : name;
                if (name.equals("locking_mode") && value.equalsIgnoreCase("exclusive")) {
                    // Other connections would have their locks still.
                    draft.add(StatementDraft.WANTS_FILE_ALONE | StatementDraft.NEEDS_GATE);
                }
            }
            case FILE -> writes(draft);
            case JOURNAL_MODE -> {
                writes(draft);
                draft.add(StatementDraft.OUTSIDE_TRANSACTION_ONLY | StatementDraft.MAY_DO_NOTHING);
                if (!value.equalsIgnoreCase("wal")) {
                    // WAL is a property of the file, the other modes are the connection's.
                    draft.add(StatementDraft.CHANGES_SESSION
                            | StatementDraft.BINDS_TO_CONNECTION
                            | StatementDraft.WANTS_FILE_ALONE);
                    draft.sessionPragma = name;
                }
            }
            default -> {}
        }
    }

    private static void checkpoint(StatementDraft draft, @Nullable String value) {
        // Only these wait for the write lock; SQLite takes any other word for PASSIVE.
        boolean locks = value != null
                && (value.equalsIgnoreCase("full")
                        || value.equalsIgnoreCase("restart")
                        || value.equalsIgnoreCase("truncate"));
        draft.set(StatementDraft.NEEDS_GATE, locks);
        draft.add(StatementDraft.OUTSIDE_TRANSACTION_ONLY | StatementDraft.CHECKPOINT);
        draft.remove(StatementDraft.READ_ONLY_SAFE);
    }

    private static void writes(StatementDraft draft) {
        draft.add(StatementDraft.NEEDS_GATE | StatementDraft.BEGINS_TRANSACTION);
        draft.remove(StatementDraft.READ_ONLY_SAFE);
    }
}
