// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.source;

import java.util.List;

/**
 * A table of the SQLite database.
 *
 * @param name its name
 * @param columns its columns, generated ones included
 * @param key the columns that tell rows apart: the primary key, or the row id under one of its names; empty if there is neither
 */
public record SourceTable(String name, List<String> columns, List<String> key) {}
