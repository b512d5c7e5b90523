// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.check;

import io.github.safesqlite.move.digest.TableDigest;

/**
 * What was seen of a table of the source.
 *
 * @param digest the hash of the rows
 * @param largestRow the number of characters of the largest row
 * @param fits whether all values fit the target
 */
public record SourceDigest(TableDigest digest, long largestRow, boolean fits) {}
