// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import io.github.safesqlite.internal.path.FilePaths;
import io.github.safesqlite.internal.path.PercentCode;
import io.github.safesqlite.internal.path.WrongPlace;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration calls its database: a path, {@code :memory:} or a {@code file:} URI (sqlite.org/uri.html). Looks at the
 * file system by stat only, because closing a database file in Java drops the locks that SQLite has on it. Immutable.
 */
final class DatabaseName {
    /** The parameters that SQLite reads from a URI itself. */
    static final Set<String> URI_PARAMETERS = Set.of("mode", "cache", "vfs", "immutable", "nolock", "psow", "modeof");

    private static final String URI = "file:";
    private static final String MEMORY = ":memory:";
    private static final String RESOURCE = ":resource:";
    private static final String CACHE = "cache";

    private final String text;
    private final String location;
    private final Map<String, String> parameters;
    private final boolean asksForSharedCache;

    DatabaseName(String given) {
        boolean uri = isUri(given);
        int query = uri ? given.indexOf('?') : -1;
        this.parameters = query < 0 ? Map.of() : parametersOf(given.substring(query + 1));
        this.location = uri ? pathOf(given.substring(URI.length(), query < 0 ? given.length() : query)) : given;
        this.asksForSharedCache = "shared".equals(parameters.get(CACHE));
        this.text = asksForSharedCache && !inMemory() ? without(CACHE, given) : given;
    }

    static boolean isUri(String name) {
        return name.startsWith(URI);
    }

    /**
     * The name of the file that sqlite-jdbc opens for {@code file} followed by parameters that it does not know: it takes them
     * for a part of the name, last one first. Null if there is no such file.
     */
    static @Nullable String existingWith(String file, Collection<String> parameters) {
        var reversed = new ArrayList<>(parameters);
        Collections.reverse(reversed);
        try {
            Path whole = FilePaths.of(file + "?" + String.join("&", reversed));
            return Files.isRegularFile(whole) ? textOf(whole) : null;
        } catch (InvalidPathException noSuchName) {
            return null;
        }
    }

    /** The name that stands for {@code file}: a URI if its path could be taken for something else. */
    static String textOf(Path file) {
        String path = FilePaths.name(file);
        boolean plain = path.indexOf('?') < 0 && !path.startsWith(URI) && !path.startsWith(":") && !path.isEmpty();
        return plain ? path : URI + PercentCode.encodePath(FilePaths.name(file.toAbsolutePath()));
    }

    String text() {
        return text;
    }

    boolean inMemory() {
        return location.isEmpty()
                || location.equals(MEMORY)
                || "memory".equals(parameters.get("mode"))
                || "memdb".equals(parameters.get("vfs"));
    }

    /**
     * The name under which connections share the database in memory, or empty if it is not shared: of a shared cache
     * (sqlite.org/inmemorydb.html), or of SQLite's memdb, which shares those that begin with a slash.
     *
     * @param sharedCache whether a flag for opening asks for a shared cache, which SQLite respects for a URI
     */
    Optional<String> sharedName(boolean sharedCache) {
        boolean memdb = "memdb".equals(parameters.get("vfs"));
        if (!inMemory() || location.isEmpty()) {
            return Optional.empty();
        }
        if (memdb) {
            return location.startsWith("/") ? Optional.of(location) : Optional.empty();
        }
        return asksForSharedCache || sharedCache && isUri(text) ? Optional.of("/" + location) : Optional.empty();
    }

    /** Whether the name asks for a shared cache of a file, which is not used. */
    boolean asksForSharedFile() {
        return asksForSharedCache && !inMemory();
    }

    boolean isReadOnly() {
        return "ro".equals(parameters.get("mode")) || "1".equals(parameters.get("immutable"));
    }

    /**
     * The file, or empty for a database in memory.
     *
     * @throws InvalidPathException if there can be no such file
     */
    Optional<Path> path() {
        return inMemory() ? Optional.empty() : Optional.of(FilePaths.of(location));
    }

    String poolName() {
        if (inMemory()) {
            return "memory";
        }
        String path = isResource() ? location.substring(RESOURCE.length()) : location;
        String last = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        int dot = last.lastIndexOf('.');
        String stem = dot > 0 ? last.substring(0, dot) : last;
        return stem.isBlank() ? "sqlite" : stem;
    }

    /** What is wrong with the name or with the place in the file system, as whole problems. */
    List<String> problems(boolean readOnly) {
        var problems = new ArrayList<String>();
        if (text.toLowerCase(Locale.ROOT).startsWith("jdbc:")) {
            problems.add("file \"" + text + "\" is a URL: use SqliteConfig.fromUrl");
        } else if (!text.startsWith(URI) && text.indexOf('?') >= 0) {
            problems.add("file \"" + text
                    + "\" contains \"?\": set options by name, or write the name as a file: URI with %3F");
        } else if (!inMemory() && !isResource()) {
            addFileProblems(problems, readOnly);
        }
        if (isUri(text) && text.matches("(?s)[^?]*\\?(.*&)?\\s*=+\\s*(&.*)?")) {
            problems.add("file \"" + text + "\" has a parameter without a name: remove the \"=\"");
        }
        return problems;
    }

    /** Whether there is such a file and this process may not write to it or beside it: SQLite opens it for reading. */
    boolean canOnlyBeRead() {
        if (inMemory() || isResource()) {
            return false;
        }
        try {
            Path file = FilePaths.of(location).toAbsolutePath();
            Path folder = file.getParent();
            return Files.isRegularFile(file) && folder != null && !(Files.isWritable(file) && Files.isWritable(folder));
        } catch (InvalidPathException noSuchFile) {
            return false;
        }
    }

    /** Whether it names a resource of the class path, or a URL, that sqlite-jdbc copies to a file. */
    boolean isResource() {
        return text.startsWith(RESOURCE);
    }

    private void addFileProblems(List<String> problems, boolean readOnly) {
        Path file;
        try {
            file = FilePaths.of(location).toAbsolutePath();
        } catch (InvalidPathException bad) {
            problems.add("file \"" + text + "\" is not a path: " + bad.getReason());
            return;
        }
        WrongPlace wrong = WrongPlace.of(file);
        // One that exists can be opened for reading.
        if (wrong != null && !(wrong == WrongPlace.UNWRITABLE_FOLDER && (readOnly || !Files.notExists(file)))) {
            problems.add("file \"" + file + "\" " + words(wrong, file.getParent()));
        }
    }

    private static String words(WrongPlace wrong, @Nullable Path folder) {
        return switch (wrong) {
            case DIRECTORY -> "is a directory: name a file in it";
            case NO_FOLDER -> "cannot be created: directory \"" + folder + "\" does not exist; create it";
            case FOLDER_IS_A_FILE -> "cannot be created: \"" + folder + "\" is not a directory";
            case UNREADABLE -> "is not readable: change its permissions";
            case UNWRITABLE_FOLDER ->
                "cannot be created: directory \"" + folder + "\" is not writable; make it writable";
        };
    }

    private static Map<String, String> parametersOf(String query) {
        var parameters = new LinkedHashMap<String, String>();
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                // SQLite takes the first of two.
                parameters.putIfAbsent(
                        part.substring(0, equals), PercentCode.decodeLeniently(part.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String without(String parameter, String uri) {
        int query = uri.indexOf('?');
        String rest = Arrays.stream(uri.substring(query + 1).split("&"))
                .filter(part -> !part.startsWith(parameter + "="))
                .collect(Collectors.joining("&"));
        return rest.isEmpty() ? uri.substring(0, query) : uri.substring(0, query + 1) + rest;
    }

    /** SQLite drops a fragment and an authority (empty or localhost), and a slash before a drive letter. */
    private static String pathOf(String uri) {
        int fragment = uri.indexOf('#');
        String path = PercentCode.decodeLeniently(fragment < 0 ? uri : uri.substring(0, fragment));
        if (path.startsWith("//")) {
            int slash = path.indexOf('/', 2);
            path = slash < 0 ? path : path.substring(slash);
        }
        return path.matches("/[A-Za-z]:/.*") ? path.substring(1) : path;
    }
}
