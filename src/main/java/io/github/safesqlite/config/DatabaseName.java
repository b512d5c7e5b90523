// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a configuration calls its database: a path, {@code :memory:} or a {@code file:} URI (sqlite.org/uri.html). Looks at the
 * file system by stat only, because closing a database file in Java drops the locks that SQLite has on it. Immutable.
 */
final class DatabaseName {
    /** The parameters that SQLite reads from a URI itself. */
    static final Set<String> URI_PARAMETERS = Set.of("mode", "cache", "vfs", "immutable", "nolock", "psow", "modeof");

    private static final String URI = "file:";
    private static final String MEMORY = ":memory:";

    private final String text;
    private final String location;
    private final Map<String, String> parameters;

    DatabaseName(String text) {
        this.text = text;
        boolean uri = text.startsWith(URI);
        int query = uri ? text.indexOf('?') : -1;
        this.parameters = query < 0 ? Map.of() : SqliteUrl.lenientParameters(text.substring(query + 1));
        this.location = uri ? pathOf(text.substring(URI.length(), query < 0 ? text.length() : query)) : text;
    }

    /** The name that stands for {@code file}: a URI if its path could be taken for something else. */
    static String textOf(Path file) {
        String path = file.toString();
        boolean plain = path.indexOf('?') < 0 && !path.startsWith(URI) && !path.startsWith(":") && !path.isEmpty();
        return plain
                ? path
                : URI
                        + file.toAbsolutePath()
                                .toString()
                                .replace("%", "%25")
                                .replace("?", "%3F")
                                .replace("#", "%23");
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

    boolean isReadOnly() {
        return "ro".equals(parameters.get("mode")) || "1".equals(parameters.get("immutable"));
    }

    /**
     * The file, or empty for a database in memory.
     *
     * @throws InvalidPathException if there can be no such file
     */
    Optional<Path> path() {
        return inMemory() ? Optional.empty() : Optional.of(Path.of(location));
    }

    String poolName() {
        if (inMemory()) {
            return "memory";
        }
        String last = location.substring(Math.max(location.lastIndexOf('/'), location.lastIndexOf('\\')) + 1);
        int dot = last.lastIndexOf('.');
        String stem = dot > 0 ? last.substring(0, dot) : last;
        return stem.isBlank() ? "sqlite" : stem;
    }

    /** What is wrong with the name or with the place in the file system, as whole problems. */
    List<String> problems(boolean readOnly) {
        var problems = new ArrayList<String>();
        if (text.toLowerCase(Locale.ROOT).startsWith("jdbc:")) {
            problems.add("file \"" + text + "\" is a URL: use SqliteConfig.fromUrl");
        } else if (text.startsWith(":resource:")) {
            problems.add("file \"" + text + "\" is not supported: copy the resource to a file and name that");
        } else if (!text.startsWith(URI) && text.indexOf('?') >= 0) {
            problems.add("file \"" + text
                    + "\" contains \"?\": set options by name, or write the name as a file: URI with %3F");
        } else if (!inMemory()) {
            if ("shared".equals(parameters.get("cache"))) {
                problems.add("file \"" + text
                        + "\" asks for a shared cache, whose locks ignore every timeout: remove cache=shared");
            }
            addFileProblems(problems, readOnly);
        }
        return problems;
    }

    private void addFileProblems(List<String> problems, boolean readOnly) {
        Path file;
        try {
            file = Path.of(location).toAbsolutePath();
        } catch (InvalidPathException bad) {
            problems.add("file \"" + text + "\" is not a path: " + bad.getReason());
            return;
        }
        Path folder = file.getParent();
        if (Files.isDirectory(file)) {
            problems.add("file \"" + file + "\" is a directory: name a file in it");
        } else if (folder == null || Files.notExists(folder)) {
            problems.add(
                    "file \"" + file + "\" can not be created: directory \"" + folder + "\" does not exist; create it");
        } else if (!Files.isDirectory(folder)) {
            problems.add("file \"" + file + "\" can not be created: \"" + folder + "\" is not a directory");
        } else if (!readOnly && !Files.isWritable(folder)) {
            problems.add("file \"" + file + "\": directory \"" + folder
                    + "\" is not writable, and SQLite keeps its journal there;"
                    + " make it writable, or open it for reading only: with open_mode=1, or with immutable=1 if it is"
                    + " in WAL mode and nobody writes to it");
        } else if (Files.exists(file) && !Files.isReadable(file)) {
            problems.add("file \"" + file + "\" is not readable: change its permissions");
        }
    }

    /** SQLite drops a fragment and an authority (empty or localhost), and a slash before a drive letter. */
    private static String pathOf(String uri) {
        int fragment = uri.indexOf('#');
        String path = SqliteUrl.lenientDecode(fragment < 0 ? uri : uri.substring(0, fragment));
        if (path.startsWith("//")) {
            int slash = path.indexOf('/', 2);
            path = slash < 0 ? path : path.substring(slash);
        }
        return path.matches("/[A-Za-z]:/.*") ? path.substring(1) : path;
    }
}
