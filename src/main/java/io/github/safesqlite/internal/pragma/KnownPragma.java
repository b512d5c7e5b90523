// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pragma;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that is known of one PRAGMA by its name (sqlite.org/pragma.html). SQLite cannot be asked: it applies what it explains. Immutable. */
public final class KnownPragma {
    private static final List<String> BOOLEANS = List.of("on", "off", "true", "false", "yes", "no", "1", "0");
    private static final Map<String, String> BOOLEAN_NUMBERS =
            Map.of("on", "1", "yes", "1", "true", "1", "off", "0", "no", "0", "false", "0");
    // A later one depends on an earlier one or cannot be set after it.
    private static final List<String> FIRST =
            List.of("page_size", "auto_vacuum", "encoding", "journal_mode", "synchronous", "foreign_keys");
    private static final Set<String> FOR_FILES_ONLY = Set.of("journal_mode", "mmap_size");
    private static final Set<String> GUARDS = Set.of(
            "cell_size_check",
            "data_store_directory",
            "hard_heap_limit",
            "mmap_size",
            "schema_version",
            "soft_heap_limit",
            "temp_store_directory",
            "trusted_schema",
            "writable_schema");
    private static final Map<String, KnownPragma> ALL = new TreeMap<>();

    private final String name;
    private final Scope scope;
    private final Answer answer;
    private final Values values;
    private final List<String> words;
    private final Map<String, String> numbers;
    private final @Nullable String fix;

    static {
        number("analysis_limit", Scope.SETTING, Answer.ALWAYS, Values.INTEGER);
        number("application_id", Scope.FILE, Answer.WITHOUT_VALUE, Values.INTEGER);
        numbered("auto_vacuum", Scope.FILE, Answer.WITHOUT_VALUE, "none", "full", "incremental");
        flag("automatic_index", Scope.SETTING, Answer.WITHOUT_VALUE);
        number("cache_size", Scope.SETTING, Answer.WITHOUT_VALUE, Values.CACHE_SIZE);
        add(new KnownPragma(
                "cache_spill", Scope.SETTING, Answer.WITHOUT_VALUE, Values.WORD_OR_INTEGER, BOOLEANS, Map.of(), null));
        flag("case_sensitive_like", Scope.SESSION, Answer.NEVER);
        flag("cell_size_check", Scope.SETTING, Answer.WITHOUT_VALUE);
        flag("checkpoint_fullfsync", Scope.SETTING, Answer.WITHOUT_VALUE);
        words("encoding", Scope.SESSION, Answer.WITHOUT_VALUE, "UTF-8", "UTF-16", "UTF-16le", "UTF-16be");
        flag("foreign_keys", Scope.SETTING_OUTSIDE, Answer.WITHOUT_VALUE);
        flag("full_column_names", Scope.SETTING, Answer.WITHOUT_VALUE);
        flag("fullfsync", Scope.SETTING, Answer.WITHOUT_VALUE);
        number("hard_heap_limit", Scope.PROCESS, Answer.ALWAYS, Values.BYTES);
        flag("ignore_check_constraints", Scope.SETTING, Answer.WITHOUT_VALUE);
        words(
                "journal_mode",
                Scope.JOURNAL_MODE,
                Answer.ALWAYS,
                "WAL",
                "delete",
                "truncate",
                "persist",
                "memory",
                "off");
        number("journal_size_limit", Scope.SETTING, Answer.ALWAYS, Values.BYTES);
        flag("legacy_alter_table", Scope.SETTING, Answer.WITHOUT_VALUE);
        // EXCLUSIVE would shut the pool's other connections out.
        words("locking_mode", Scope.SESSION, Answer.ALWAYS, "normal");
        number("max_page_count", Scope.SETTING_THAT_READS, Answer.ALWAYS, Values.INTEGER);
        number("mmap_size", Scope.SETTING, Answer.ALWAYS, Values.BYTES);
        number("page_size", Scope.SESSION, Answer.WITHOUT_VALUE, Values.BYTES);
        flag("query_only", Scope.SETTING, Answer.WITHOUT_VALUE);
        flag("read_uncommitted", Scope.SETTING, Answer.WITHOUT_VALUE);
        flag("recursive_triggers", Scope.SETTING, Answer.WITHOUT_VALUE);
        flag("reverse_unordered_selects", Scope.SETTING, Answer.WITHOUT_VALUE);
        add(new KnownPragma(
                "secure_delete",
                Scope.SETTING,
                Answer.ALWAYS,
                Values.WORD,
                with(BOOLEANS, "fast"),
                Map.of("fast", "2"),
                null));
        flag("short_column_names", Scope.SETTING, Answer.WITHOUT_VALUE);
        number("soft_heap_limit", Scope.PROCESS, Answer.ALWAYS, Values.BYTES);
        numbered("synchronous", Scope.SETTING_OUTSIDE, Answer.WITHOUT_VALUE, "off", "normal", "full", "extra");
        numbered("temp_store", Scope.SETTING_OUTSIDE, Answer.WITHOUT_VALUE, "default", "file", "memory");
        number("threads", Scope.SETTING, Answer.ALWAYS, Values.INTEGER);
        flag("trusted_schema", Scope.SETTING, Answer.WITHOUT_VALUE);
        number("user_version", Scope.FILE, Answer.WITHOUT_VALUE, Values.INTEGER);
        number("wal_autocheckpoint", Scope.SETTING, Answer.ALWAYS, Values.INTEGER);

        query(Scope.ASKS, "collation_list compile_options database_list function_list module_list pragma_list");
        query(
                Scope.READS,
                "data_version foreign_key_check foreign_key_list freelist_count index_info index_list index_xinfo"
                        + " integrity_check page_count quick_check table_info table_list table_xinfo");
        query(Scope.ANYTHING, "stats");
        action(Scope.ASKS, Answer.NEVER, "shrink_memory");
        action(Scope.ACTION, Answer.NEVER, "incremental_vacuum");
        action(Scope.ACTION, Answer.ALWAYS, "optimize");
        action(Scope.CHECKPOINT, Answer.ALWAYS, "wal_checkpoint");

        String obsolete = "it is obsolete: remove it";
        other("count_changes", Scope.SETTING, Answer.WITHOUT_VALUE, obsolete);
        other("data_store_directory", Scope.ANYTHING, Answer.ALWAYS, obsolete);
        other("empty_result_callbacks", Scope.SETTING, Answer.WITHOUT_VALUE, obsolete);
        other("legacy_file_format", Scope.ANYTHING, Answer.ALWAYS, obsolete);
        other("temp_store_directory", Scope.PROCESS, Answer.WITHOUT_VALUE, obsolete);
        String once = "it changes the file: run it once as SQL";
        other("default_cache_size", Scope.FILE, Answer.WITHOUT_VALUE, once);
        other("schema_version", Scope.FILE, Answer.WITHOUT_VALUE, once);
        String transaction = "it lasts for one transaction: run it as SQL in that transaction";
        other("defer_foreign_keys", Scope.TRANSACTION, Answer.WITHOUT_VALUE, transaction);
        String corrupting = "it can corrupt the file: run it as SQL where you need it";
        other("writable_schema", Scope.SETTING, Answer.WITHOUT_VALUE, corrupting);
        // An option of its own.
        other("busy_timeout", Scope.SETTING, Answer.ALWAYS, null);
    }

    private KnownPragma(
            String name,
            Scope scope,
            Answer answer,
            Values values,
            List<String> words,
            Map<String, String> numbers,
            @Nullable String fix) {
        this.name = name;
        this.scope = scope;
        this.answer = answer;
        this.values = values;
        this.words = words;
        this.numbers = numbers;
        this.fix = fix;
    }

    private static void add(KnownPragma pragma) {
        ALL.put(pragma.name, pragma);
    }

    private static void flag(String name, Scope scope, Answer answer) {
        add(new KnownPragma(name, scope, answer, Values.WORD, BOOLEANS, Map.of(), null));
    }

    private static void number(String name, Scope scope, Answer answer, Values values) {
        add(new KnownPragma(name, scope, answer, values, List.of(), Map.of(), null));
    }

    private static void words(String name, Scope scope, Answer answer, String... words) {
        add(new KnownPragma(name, scope, answer, Values.WORD, List.of(words), Map.of(), null));
    }

    /** Words for 0, 1, 2 and so on. */
    private static void numbered(String name, Scope scope, Answer answer, String... words) {
        Map<String, String> numbers = new TreeMap<>();
        for (String word : words) {
            numbers.put(word, String.valueOf(numbers.size()));
        }
        List<String> all =
                with(List.of(words), numbers.values().stream().sorted().toArray(String[]::new));
        add(new KnownPragma(name, scope, answer, Values.WORD, all, numbers, null));
    }

    private static List<String> with(List<String> words, String... more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return List.copyOf(all);
    }

    private static void query(Scope scope, String names) {
        for (String name : names.split(" ", -1)) {
            other(name, scope, Answer.ALWAYS, "it is a query: run it as SQL");
        }
    }

    private static void action(Scope scope, Answer answer, String name) {
        other(name, scope, answer, "it is an action: run it as SQL");
    }

    private static void other(String name, Scope scope, Answer answer, @Nullable String fix) {
        add(new KnownPragma(name, scope, answer, Values.NONE, List.of(), Map.of(), fix));
    }

    /** The PRAGMA of this name in lower case, or null. */
    public static @Nullable KnownPragma find(String name) {
        return ALL.get(name);
    }

    /** The names in lower case, in order. */
    public static Set<String> names() {
        return ALL.keySet();
    }

    /** What it acts on. */
    public Scope scope() {
        return scope;
    }

    /** Whether it gives a result set. */
    public Answer answer() {
        return answer;
    }

    /** Which values a configuration may give it. */
    public Values values() {
        return values;
    }

    /** The words that it takes, if it takes words. */
    public List<String> words() {
        return words;
    }

    /** The number by which SQLite reports a word in lower case as the value of a PRAGMA; the word itself if it has none. */
    public static String reported(String name, String word) {
        KnownPragma known = find(name);
        String number = known == null ? null : known.numbers.get(word);
        return number != null ? number : BOOLEAN_NUMBERS.getOrDefault(word, word);
    }

    /** Its place in the order in which PRAGMAs are set; the order of those in the same place does not matter. */
    public static int place(String name) {
        int place = FIRST.indexOf(name);
        return place < 0 ? FIRST.size() : place;
    }

    /** Why it cannot be configured, and what to do; null if it can be, or if an option has its place. */
    public @Nullable String fix() {
        return fix;
    }

    /**
     * Whether setting it, by its name in lower case, may take away a protection of the file or the process against hostile SQL. Those
     * of SQLITE_DBCONFIG_DEFENSIVE are among them, which the driver cannot switch on.
     */
    public static boolean isGuard(String name, String value) {
        return GUARDS.contains(name) || name.equals("journal_mode") && value.equalsIgnoreCase("off");
    }

    /** Whether a database in memory does not take every value that a file takes. */
    public boolean isForFilesOnly() {
        return FOR_FILES_ONLY.contains(name);
    }

    /** Whether its value is kept in the file, so that to set it is to write, even the value that is there. */
    public boolean isKeptInFile() {
        return scope == Scope.FILE || scope == Scope.JOURNAL_MODE;
    }
}
