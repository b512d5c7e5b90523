// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import io.github.safesqlite.internal.pragma.Answer;
import io.github.safesqlite.internal.pragma.KnownPragma;
import io.github.safesqlite.internal.pragma.Scope;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a PRAGMA statement does, by the name of the PRAGMA. Stateless. */
final class Pragma {
    private static final String OPTIMIZE = "optimize";

    private Pragma() {}

    /** The names of the PRAGMAs that are known, in lower case. */
    static Set<String> known() {
        return KnownPragma.names().stream().filter(name -> known(name) != null).collect(Collectors.toSet());
    }

    private static @Nullable KnownPragma known(String name) {
        KnownPragma pragma = KnownPragma.find(name);
        return pragma == null || pragma.scope() == Scope.ANYTHING ? null : pragma;
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
        draft.set(StatementDraft.LEAVES_GUARD, value != null && KnownPragma.isGuard(lowerName, value));
        KnownPragma pragma = known(lowerName);
        if (pragma == null) {
            // SQLite ignores what it does not know, but a file system module (encryption, say) may act on it.
            // Whether it answers shows when it runs.
            draft.add(StatementDraft.NEEDS_GATE | StatementDraft.CHANGES_SESSION | StatementDraft.BEGINS_TRANSACTION);
            return;
        }
        draft.add(StatementDraft.READ_ONLY_SAFE);
        draft.set(StatementDraft.RETURNS_ROWS, answers(pragma.answer(), value));
        note(draft, pragma, lowerName, value);
        if ("temp".equalsIgnoreCase(schema) && pragma.scope() != Scope.READS && pragma.scope() != Scope.ASKS) {
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

    private static boolean answers(Answer answer, @Nullable String value) {
        return answer == Answer.ALWAYS || (answer == Answer.WITHOUT_VALUE && value == null);
    }

    private static void note(StatementDraft draft, KnownPragma pragma, String name, @Nullable String value) {
        Scope scope = pragma.scope();
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
                    noteSet(draft, pragma, name, value);
                }
            }
        }
    }

    private static void noteSet(StatementDraft draft, KnownPragma pragma, String name, String value) {
        Scope scope = pragma.scope();
        switch (scope) {
            case TRANSACTION -> draft.add(StatementDraft.BEGINS_TRANSACTION);
            case SETTING, SETTING_THAT_READS, SETTING_OUTSIDE -> {
                draft.add(StatementDraft.CHANGES_SESSION);
                draft.set(StatementDraft.OUTSIDE_TRANSACTION_ONLY, scope == Scope.SETTING_OUTSIDE);
                draft.sessionPragma = name;
            }
            case SESSION -> {
                draft.add(StatementDraft.CHANGES_SESSION | StatementDraft.BINDS_TO_CONNECTION);
                draft.sessionPragma = pragma.answer() == Answer.NEVER ? null : name;
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
