// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.path;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Why a database cannot live at a path, as far as a stat tells. */
public enum WrongPlace {
    /** It is a directory. */
    DIRECTORY,
    /** Its directory does not exist. */
    NO_FOLDER,
    /** What should be its directory is a file. */
    FOLDER_IS_A_FILE,
    /** This process may not read it. */
    UNREADABLE,
    /** This process may not write to its directory, where SQLite creates it and its journal: one that exists can be read. */
    UNWRITABLE_FOLDER;

    /** What is wrong with an absolute path, or null. */
    public static @Nullable WrongPlace of(Path file) {
        Path folder = file.getParent();
        if (Files.isDirectory(file)) {
            return DIRECTORY;
        }
        if (folder == null || Files.notExists(folder)) {
            return NO_FOLDER;
        }
        if (!Files.isDirectory(folder)) {
            return FOLDER_IS_A_FILE;
        }
        if (Files.exists(file) && !Files.isReadable(file)) {
            return UNREADABLE;
        }
        return Files.isWritable(folder) ? null : UNWRITABLE_FOLDER;
    }

    /** Whether no file can be there, whatever the permissions are. */
    public boolean holdsNoFile() {
        return this == DIRECTORY || this == NO_FOLDER || this == FOLDER_IS_A_FILE;
    }

    /** What is wrong, as words for a message about {@code file}. */
    public String problem(Path file) {
        return switch (this) {
            case DIRECTORY -> "it is a directory";
            case NO_FOLDER, FOLDER_IS_A_FILE -> "directory \"" + file.getParent() + "\" does not exist";
            case UNREADABLE -> "the file is not readable";
            case UNWRITABLE_FOLDER ->
                "directory \"" + file.getParent() + "\" is not writable, and SQLite keeps its journal there";
        };
    }

    /** What to do, as a sentence. */
    public String fix() {
        return switch (this) {
            case DIRECTORY -> "Name a file in it.";
            case NO_FOLDER, FOLDER_IS_A_FILE -> "Create the directory.";
            case UNREADABLE -> "Change its permissions.";
            case UNWRITABLE_FOLDER -> "Make it writable.";
        };
    }
}
