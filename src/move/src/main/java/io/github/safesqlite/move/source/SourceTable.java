// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.source;

import java.util.List;

/**
 * A table of the SQLite database.
 *
 * @param name its name
 * @param columns its columns, generated ones included
 * @param key the columns that tell rows apart: the primary key, or the row id under one of its names; empty if there is neither
 * @param sequence the largest id that an AUTOINCREMENT column has ever had, 0 if there is none
 */
public record SourceTable(String name, List<String> columns, List<String> key, long sequence) {}
