// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.report;

import io.github.safesqlite.sample.load.Invariant;
import io.github.safesqlite.sample.load.LoadResult;

/**
 * What the table says about one variant.
 *
 * @param title the variant's name
 * @param result what its users saw
 * @param invariant what its database held afterwards
 * @param walBytes the size of the WAL at the end of the load, before the database was closed
 */
public record ReportRow(String title, LoadResult result, Invariant invariant, long walBytes) {}
