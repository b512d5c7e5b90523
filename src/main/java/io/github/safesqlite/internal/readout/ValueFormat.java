// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.readout;

/**
 * What the values of a connection mean.
 *
 * @param utf16 whether the database keeps its texts in UTF-16, which then are the bytes of a text and the text of a blob
 * @param dateText how a text becomes a date
 * @param dateUnitMillis how many milliseconds are 1 in an integer that is a date
 */
public record ValueFormat(boolean utf16, DateText dateText, long dateUnitMillis) {}
