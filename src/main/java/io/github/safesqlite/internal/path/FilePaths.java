// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.path;

import java.io.File;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Paths of files whose names are UTF-8, whatever the locale. Thread-safe.
 *
 * <p>SQLite takes names as UTF-8 (sqlite.org/c3ref/open.html). Java encodes them by the locale, so that under {@code LANG=C} it
 * can't make a path of a name with an umlaut, and under a Latin-1 locale it makes one of another file. A path that was made
 * from a URI has the bytes of the URI.
 */
public final class FilePaths {
    private static final boolean UNICODE = isUnicode();
    private static final String UNRESERVED = "/-._~";

    private FilePaths() {}

    /**
     * The path that SQLite opens if it is given {@code name}.
     *
     * @throws InvalidPathException if there can be no such file
     */
    public static Path of(String name) {
        return UNICODE || isAscii(name) ? Path.of(name) : ofBytes(name);
    }

    /** The name by which SQLite opens {@code path}. */
    public static String name(Path path) {
        String text = path.toString();
        String decoded = isExact(text) ? null : decoded(path);
        return decoded == null ? text : decoded;
    }

    /** The path of a file whose name is that of {@code path} and {@code suffix}, such as {@code -wal}. */
    public static Path beside(Path path, String suffix) {
        return isExact(path.toString()) ? Path.of(path + suffix) : ofBytes(name(path) + suffix);
    }

    /** The path of the file {@code name} in {@code folder}. */
    public static Path in(Path folder, String name) {
        return isExact(folder.toString()) && isExact(name)
                ? folder.resolve(name)
                : ofBytes(name(folder.toAbsolutePath()) + "/" + name);
    }

    /** The last part of the name of {@code path}. */
    public static String lastName(Path path) {
        Path last = path.getFileName();
        String name = last == null ? "" : last.toString();
        return isExact(name) ? name : name(path).substring(name(path).lastIndexOf('/') + 1);
    }

    /** Whether Java itself can handle the file by its name as a text, as the driver does before it opens one. */
    public static boolean isExact(String name) {
        return UNICODE || isAscii(name);
    }

    private static Path ofBytes(String name) {
        if (name.indexOf('\0') >= 0) {
            throw new InvalidPathException(name, "Nul character not allowed");
        }
        String folder =
                name.startsWith("/") ? "" : Path.of("").toAbsolutePath().toUri().getRawPath();
        return Path.of(URI.create("file://" + folder + encoded(name)));
    }

    private static String encoded(String name) {
        var encoded = new StringBuilder();
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = each > 0 && (Character.isLetterOrDigit(each) || UNRESERVED.indexOf(each) >= 0);
            if (plain) {
                encoded.append((char) each);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
            }
        }
        return encoded.toString();
    }

    private static @Nullable String decoded(Path path) {
        try {
            String name = PercentCode.decode(path.toAbsolutePath().toUri().getRawPath());
            // A folder's URI ends with a slash.
            return name.length() > 1 && name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        } catch (CharacterCodingException otherEncoding) {
            return null;
        }
    }

    private static boolean isAscii(String name) {
        return name.chars().allMatch(each -> each < 0x80);
    }

    private static boolean isUnicode() {
        if (File.separatorChar != '/') {
            return true;
        }
        String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
        try {
            return Charset.forName(encoding).equals(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException unknown) {
            return encoding.toUpperCase(Locale.ROOT).startsWith("UTF");
        }
    }
}
