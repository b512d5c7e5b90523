// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.readout;

/**
 * The settings that a result set takes from its connection and its statement.
 *
 * @param maxRows how many rows it gives at most; 0 for all
 */
record ResultSetSettings(ValueFormat format, int fetchSize, long maxRows) {}
